package org.sipha.core.exploration;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Leg;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Protocol;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.Effect;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.Step;
import org.sipha.core.port.AddressScripts;
import org.sipha.core.port.Arbiter;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.EpochStore;
import org.sipha.core.port.Grid;
import org.sipha.core.port.Operators;
import org.sipha.core.port.PeerSockets;
import org.sipha.core.port.Ports;
import org.sipha.core.port.SipService;

/** One process: the real node. Everything around it but the wire answers at once. */
final class ExploredProcess
    implements PeerSockets, Arbiter, EpochStore, AddressScripts, Operators, SipService {
  private static final Leg LEG =
      new Leg("c", "l", "r", "sip:a@x", "sip:b@x", "sip:b@x", List.of(), "", "", 1, 1, null, null);

  private final ExploredPair pair;
  private final int index;
  private final long incarnation;
  private final HaNode node;
  private final Ports ports = new Ports(this, this, this, this, this, this, Grid.NONE);
  private final Deque<Input> toHandle = new ArrayDeque<>();
  private @Nullable NodeView view;

  /** Gates that are shut, with the call whose end waits there, if it is one. */
  private final Map<Long, EndGate> gates = new HashMap<>();

  /** The calls that the SIP side believes to serve. */
  private final Set<CallId> served = new TreeSet<>();

  private boolean open;
  private boolean held;
  private long epoch;
  private long callCounter;

  private record EndGate(@Nullable CallId ends) {}

  ExploredProcess(ExploredPair pair, int index, long incarnation, long persistedEpoch) {
    this.pair = pair;
    this.index = index;
    this.incarnation = incarnation;
    this.node = new HaNode(settings(persistedEpoch), pair.now());
    handle(new Input.Tick());
  }

  private NodeSettings settings(long persistedEpoch) {
    return new NodeSettings(
        index == 0 ? "sips-a" : "sips-b",
        index + 1,
        "pair",
        "0",
        Protocol.range(),
        incarnation,
        pair.arbiter() == ArbiterType.FILE ? "host" : "host " + index,
        pair.arbiter(),
        "place",
        WithoutQuorum.STOP,
        Map.of(),
        Map.of(),
        "http",
        index == 0,
        persistedEpoch,
        index == 0,
        false,
        ExploredPair.SETTLING,
        Duration.ofSeconds(1),
        Duration.ofMillis(1500),
        Duration.ofSeconds(2),
        Duration.ofMillis(100),
        1,
        Set.of(),
        false);
  }

  int index() {
    return index;
  }

  HaNode node() {
    return node;
  }

  boolean isServing() {
    return open && !held;
  }

  boolean hasPortOpen() {
    return open;
  }

  int shutGates() {
    return gates.size();
  }

  Set<CallId> served() {
    return served;
  }

  /** What a reader sees now. */
  NodeView view() {
    return java.util.Objects.requireNonNull(view).asOf(pair.now());
  }

  /** Lets the node handle the input, and all that comes of it at once. */
  void handle(Input input) {
    toHandle.addLast(input);
    while (!toHandle.isEmpty()) {
      Step step = node.handle(toHandle.removeFirst(), pair.now());
      pair.said(this, step.reasons());
      for (Effect effect : step.effects()) {
        effect.on(ports);
      }
      pair.truth().look(this);
    }
  }

  private void soon(Input input) {
    toHandle.addLast(input);
  }

  // ---- the SIP side
  // ---------------------------------------------------------------------------------------------

  CallId setUp() {
    CallId id = CallId.of(epoch, index + 1, callCounter++);
    long gate = pair.newName();
    gates.put(gate, new EndGate(null));
    served.add(id);
    pair.truth().created(id);
    handle(new Input.CallChanged(call(id, CallState.ANSWERED), gate));
    return id;
  }

  void change(CallRecord record) {
    pair.truth().changed(record.id());
    handle(new Input.CallChanged(call(record.id(), CallState.CONFIRMED), 0));
  }

  void end(CallId id, EndCause cause) {
    long gate = cause == EndCause.PARTY ? pair.newName() : 0;
    if (gate != 0) {
      gates.put(gate, new EndGate(id));
    }
    served.remove(id);
    pair.truth().ended(id, cause, this);
    handle(new Input.CallEnded(id, cause, gate));
  }

  private static Call call(CallId id, CallState state) {
    return new Call(id, state, false, 0, "a", "b", LEG, LEG, 0, List.of(), 0, 0);
  }

  @Override
  public void open(long number, boolean handOver, boolean check) {
    pair.truth().opens(this);
    if (epoch != number) {
      callCounter = 0;
    }
    epoch = number;
    if (!open) {
      node.calls().page(null, 100).forEach(call -> served.add(call.id()));
    }
    open = true;
    held = false;
    soon(new Input.SipOpened(number));
  }

  @Override
  public void hold() {
    held = true;
    soon(new Input.SipHeld());
  }

  @Override
  public void resume() {
    held = false;
  }

  @Override
  public void yield() {
    soon(new Input.SipYielded());
  }

  @Override
  public void close() {
    open = false;
    served.clear();
    gates.clear();
    soon(new Input.SipClosed());
  }

  @Override
  public void letGo(long gate, boolean isProtected) {
    EndGate shut = gates.remove(gate);
    if (shut == null && open) {
      throw new AssertionError("gate " + gate + " is let go twice, or was never shut");
    }
    if (shut != null && shut.ends() != null && isProtected) {
      pair.truth().endConfirmed(shut.ends());
    }
  }

  @Override
  public void adopted(CallId id) {
    served.add(id);
  }

  @Override
  public void recalled(CallId id) {
    throw new IllegalStateException("no grid here");
  }

  @Override
  public void registrationAdopted(String dn) {
    throw new AssertionError("adopts " + dn + ", though nobody registers here");
  }

  @Override
  public void lost(CallRecord call) {
    throw new AssertionError("gives up " + call.id() + ", though no call here is multisite");
  }

  @Override
  public void forgotten(CallId id) {
    if (!served.remove(id)) {
      throw new AssertionError("forgets " + id + ", which SIP doesn't serve");
    }
  }

  // ---- what answers at once
  // -------------------------------------------------------------------------------------

  @Override
  public void dial() {
    // Sockets open when the explorer says so.
  }

  @Override
  public void send(long socket, Frame frame) {
    pair.send(this, socket, frame);
  }

  @Override
  public void close(long socket, String reason) {
    pair.close(this, socket);
  }

  @Override
  public void ask(AskReason reason, long gone) {
    boolean granted =
        pair.arbiter() == ArbiterType.FILE
            ? pair.tryLock(this)
            : reason != AskReason.PEER_SILENT && reason != AskReason.STARTED_ALONE;
    soon(
        granted
            ? new Input.ArbiterGranted(pair.highestEpochInLock(), Arbiter.WITHOUT_END)
            : new Input.ArbiterDenied("held"));
  }

  @Override
  public void release() {
    pair.unlock(this);
    soon(new Input.ArbiterReleased());
  }

  @Override
  public void remember(long number) {}

  @Override
  public void persist(long number) {
    pair.persisted(index, number);
    soon(new Input.EpochPersisted(number));
  }

  @Override
  public void up() {
    soon(new Input.AddressUpEnded(true, ""));
  }

  @Override
  public void down() {
    soon(new Input.AddressDownEnded(true, ""));
  }

  @Override
  public void publish(NodeView latest) {
    view = latest;
  }

  @Override
  public void reply(long command, CommandResult result) {}

  @Override
  public void blockingCalls(long query, BlockingCallsPage page) {}

  @Override
  public void stopped() {}
}
