package org.sipha.core.node;

import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.link.Frame;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.Ports;
import org.sipha.core.registration.RegistrationRecord;

/**
 * What a node wants done. Each effect knows the port that does it, so that a loop needs no switch
 * over them.
 */
public sealed interface Effect {
  /**
   * Has it done. Never blocks, never throws for a failure of the outside: that comes back as an
   * {@link Input}.
   */
  void on(Ports ports);

  /** Try to open a socket to the peer. */
  record Dial() implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sockets().dial();
    }
  }

  /** Send a frame. */
  record SendFrame(long socket, Frame frame) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sockets().send(socket, frame);
    }
  }

  /** Close a socket. */
  record CloseSocket(long socket, String reason) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sockets().close(socket, reason);
    }
  }

  /** Ask for the right to serve; {@code gone} as in {@link org.sipha.core.port.Arbiter#ask}. */
  record AskArbiter(AskReason reason, long gone) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.arbiter().ask(reason, gone);
    }
  }

  /** Give up the right to serve. */
  record ReleaseRight() implements Effect {
    @Override
    public void on(Ports ports) {
      ports.arbiter().release();
    }
  }

  /** Write the epoch down before it is used. */
  record PersistEpoch(long epoch) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.epochs().persist(epoch);
    }
  }

  /** Take the service address. */
  record AddressUp() implements Effect {
    @Override
    public void on(Ports ports) {
      ports.addressScripts().up();
    }
  }

  /** Give the service address back. */
  record AddressDown() implements Effect {
    @Override
    public void on(Ports ports) {
      ports.addressScripts().down();
    }
  }

  /** Serve SIP in this epoch. */
  record OpenSip(long epoch, boolean handOver, boolean check) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sip().open(epoch, handOver, check);
    }
  }

  /** Stop taking work. */
  record HoldSip() implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sip().hold();
    }
  }

  /** Go on after {@link HoldSip}. */
  record ResumeSip() implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sip().resume();
    }
  }

  /** Let a successor open the port. */
  record YieldSip() implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sip().yield();
    }
  }

  /** Close the SIP service. */
  record CloseSip() implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sip().close();
    }
  }

  /** Let a waiting answer go. */
  record LetGo(long gate, boolean isProtected) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sip().letGo(gate, isProtected);
    }
  }

  /** A call came from the peer to this serving node. */
  record CallAdopted(CallId id) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sip().adopted(id);
    }
  }

  /** A call came from the grid to this serving node. */
  record CallRecalled(CallId id) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sip().recalled(id);
    }
  }

  /** A call of this serving node ended elsewhere: forget it without a message to its parties. */
  record CallForgotten(CallId id) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sip().forgotten(id);
    }
  }

  /** A registration came from the peer to this serving node. */
  record RegistrationAdopted(String dn) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sip().registrationAdopted(dn);
    }
  }

  /** A call was left behind and is given up: write its call detail record. */
  record CallLost(CallRecord call) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.sip().lost(call);
    }
  }

  /** Keep this copy of a call in the grid. */
  record GridPut(CallRecord call) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.grid().put(call);
    }
  }

  /** Keep the call in the grid no longer. */
  record GridRemove(CallId id, Version version) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.grid().remove(id, version);
    }
  }

  /** Keep this copy of a registration in the grid. */
  record GridPutRegistration(RegistrationRecord registration) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.grid().put(registration);
    }
  }

  /** Make the grid equal to this node's table. */
  record GridServe(boolean complete) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.grid().serve(complete);
    }
  }

  /** Write nothing more to the grid. */
  record GridRest() implements Effect {
    @Override
    public void on(Ports ports) {
      ports.grid().rest();
    }
  }

  /** Read everything that the grid has of this pair. */
  record GridRecall() implements Effect {
    @Override
    public void on(Ports ports) {
      ports.grid().recall();
    }
  }

  /** The next part of what the grid has. */
  record GridRecallOn() implements Effect {
    @Override
    public void on(Ports ports) {
      ports.grid().recallOn();
    }
  }

  /** Read this call from the grid at once. */
  record GridRecallOne(CallId id) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.grid().recall(id);
    }
  }

  /** Answer a command. */
  record Reply(long command, CommandResult result) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.operators().reply(command, result);
    }
  }

  /** Answer {@link Input.ListBlockingCalls}. */
  record BlockingCalls(long query, BlockingCallsPage page) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.operators().blockingCalls(query, page);
    }
  }

  /** Show the node's state. */
  record Publish(NodeView view) implements Effect {
    @Override
    public void on(Ports ports) {
      ports.operators().publish(view);
    }
  }

  /** The node has ended; nothing more comes from it. */
  record Stopped() implements Effect {
    @Override
    public void on(Ports ports) {
      ports.operators().stopped();
    }
  }
}
