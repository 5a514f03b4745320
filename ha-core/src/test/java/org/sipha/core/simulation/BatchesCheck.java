package org.sipha.core.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.PeerMessage.SyncCall;
import org.sipha.core.node.NodeView;

/**
 * On the wire: in no second more calls are synchronized than the limit says that was configured
 * when the session was established (SPEC 3.3). Batches that keep their size and their pause can't
 * break that.
 */
final class BatchesCheck {
  private static final long PAUSE = 1_000_000_000L;

  private final Sender[] senders = {new Sender(), new Sender()};

  private static final class Sender {
    long incarnation;
    int configured;
    long session;
    int inForce;
    long lastNumber;

    /** When the last calls were sent for the first time, as many as the limit allows at once. */
    final Deque<Long> sent = new ArrayDeque<>();
  }

  void configured(SimulatedProcess process, int limit) {
    of(process).configured = limit;
  }

  void sees(SimulatedProcess process, NodeView view) {
    Sender sender = of(process);
    long session = view.connection().session();
    if (session != sender.session) {
      sender.session = session;
      sender.inForce = sender.configured;
      sender.lastNumber = 0;
      sender.sent.clear();
    }
  }

  void sent(SimulatedProcess process, Data data) {
    Sender sender = of(process);
    if (data.session() != sender.session || data.number() <= sender.lastNumber) {
      return; // the view of a new session comes a moment later; what is sent again doesn't count
    }
    sender.lastNumber = data.number();
    if (!(data.message() instanceof SyncCall)) {
      return;
    }
    long now = process.clock();
    if (sender.sent.size() == sender.inForce) {
      long before = now - sender.sent.removeFirst();
      if (before < PAUSE) {
        throw new AssertionError(
            process.name()
                + " synchronized more than "
                + sender.inForce
                + " calls within "
                + before / 1_000_000
                + " ms");
      }
    }
    sender.sent.addLast(now);
  }

  private Sender of(SimulatedProcess process) {
    Sender sender = senders[process.index()];
    if (sender.incarnation != process.settings().incarnation()) {
      sender.incarnation = process.settings().incarnation();
      sender.configured = process.settings().maxCallsSyncAtOnce();
      sender.session = 0;
    }
    return sender;
  }
}
