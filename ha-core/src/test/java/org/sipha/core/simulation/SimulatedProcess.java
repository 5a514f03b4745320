package org.sipha.core.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Leg;
import org.sipha.core.link.Frame;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.Effect;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.Reason;
import org.sipha.core.node.Step;
import org.sipha.core.port.AddressScripts;
import org.sipha.core.port.Arbiter;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.EpochStore;
import org.sipha.core.port.Operators;
import org.sipha.core.port.PeerSockets;
import org.sipha.core.port.Ports;
import org.sipha.core.port.SipService;

/** One process of one server: the real node, everything around it simulated. */
final class SimulatedProcess
    implements PeerSockets, Arbiter, EpochStore, AddressScripts, SipService, Operators {
  private static final long MILLI = 1_000_000L;

  private final SimulatedPair pair;
  private final int index;
  private final long clockOffset;
  private final HaNode node;
  private final Ports ports = new Ports(this, this, this, this, this, this);
  private final List<Input> whileFrozen = new ArrayList<>();
  private final Map<Long, CommandResult> replies = new HashMap<>();

  private boolean alive = true;
  private boolean frozen;
  private long plannedWakeUp = Long.MAX_VALUE;
  private @Nullable NodeView view;

  // The SIP service.
  private boolean open;
  private boolean held;
  private boolean yielded;
  private long epoch;
  private long callCounter;
  private long gates;
  private final Map<Long, Runnable> atGate = new HashMap<>();
  private boolean stopped;

  SimulatedProcess(SimulatedPair pair, int index, long incarnation, long persistedEpoch) {
    this.pair = pair;
    this.index = index;
    this.clockOffset = incarnation * 1_000 * MILLI * 77;
    this.node =
        new HaNode(
            new NodeSettings(
                index == 0 ? "sips-a" : "sips-b",
                index + 1,
                "pair",
                "0",
                incarnation,
                "boot",
                pair.arbiter(),
                "lock",
                Map.of(),
                Map.of(),
                "",
                index == 0,
                persistedEpoch,
                index == 0,
                pair.usesAddressScripts(),
                pair.settling(),
                Duration.ofSeconds(10),
                Duration.ofMillis(1500),
                Duration.ofSeconds(2),
                Duration.ofMillis(100),
                pair.limit(),
                Set.of("warm")),
            clock());
    give(new Input.Tick());
    pair.time().in(300 * MILLI, () -> give(new Input.SelfCheckPassed("warm")));
  }

  // ---- the process
  // -----------------------------------------------------------------------------------------------

  int index() {
    return index;
  }

  boolean isAlive() {
    return alive;
  }

  boolean isFrozen() {
    return frozen;
  }

  HaNode node() {
    return node;
  }

  long clock() {
    return pair.time().now() + clockOffset;
  }

  /** What a reader of this process sees now; null before the first tick, when dead or frozen. */
  @Nullable NodeView view() {
    return view == null || !alive || frozen ? null : view.asOf(clock());
  }

  /** Whether a SIP request would be answered. */
  boolean isAnswering() {
    return alive && open && !held && !yielded && !frozen;
  }

  boolean hasPortOpen() {
    return alive && open && !yielded;
  }

  void give(Input input) {
    pair.time().in(pair.jitter(), () -> arrive(input));
  }

  private void arrive(Input input) {
    if (!alive) {
      return;
    }
    if (frozen) {
      whileFrozen.add(input);
      return;
    }
    Step step = node.handle(input, clock());
    for (Reason reason : step.reasons()) {
      pair.log(this, reason);
    }
    for (Effect effect : step.effects()) {
      if (alive) {
        effect.on(ports);
      }
    }
    planWakeUp();
    pair.checker().afterStep(this);
  }

  private void planWakeUp() {
    long at = node.wakeUpAtNanos() - clockOffset;
    if (at < plannedWakeUp || plannedWakeUp <= pair.time().now()) {
      plannedWakeUp = at;
      pair.time()
          .at(
              at,
              () -> {
                if (plannedWakeUp == at) {
                  plannedWakeUp = Long.MAX_VALUE;
                }
                arrive(new Input.Tick());
              });
    }
  }

  void freeze() {
    frozen = true;
  }

  void thaw() {
    frozen = false;
    List<Input> queued = List.copyOf(whileFrozen);
    whileFrozen.clear();
    queued.forEach(this::arrive);
    arrive(new Input.Tick());
  }

  void die() {
    if (alive) {
      pair.checker().dies(this);
      alive = false;
      pair.lock().unlock(this);
      pair.network().closeAll(this);
    }
  }

  // ---- workload
  // --------------------------------------------------------------------------------------------------

  void setUpCall(boolean multisite) {
    CallId id = CallId.of(epoch, index + 1, callCounter++);
    changeWithGate(call(id, CallState.ANSWERED, multisite));
  }

  void changeCall(CallRecord record) {
    give(new Input.CallChanged(call(record.id(), CallState.CONFIRMED, record.multisite()), 0));
  }

  private void changeWithGate(Call call) {
    long gate = ++gates;
    atGate.put(gate, () -> {});
    pair.checker().created(call.id(), call.multisite());
    give(new Input.CallChanged(call, gate));
  }

  void endCall(CallRecord record) {
    long gate = ++gates;
    pair.checker().ending(record.id(), this);
    atGate.put(gate, () -> pair.checker().endConfirmed(record.id()));
    give(new Input.CallEnded(record.id(), EndCause.PARTY, gate));
  }

  private static Call call(CallId id, CallState state, boolean multisite) {
    Leg leg =
        new Leg(
            "c", "l", "r", "sip:a@x", "sip:b@x", "sip:b@x", List.of(), "", "", 1, 1, null, null);
    return new Call(id, state, multisite, 0, "a", "b", leg, leg);
  }

  // ---- ports
  // -----------------------------------------------------------------------------------------------------

  @Override
  public void dial() {
    pair.network().dial(this, pair.other(index));
  }

  @Override
  public void send(long socket, Frame frame) {
    pair.network().send(socket, frame);
  }

  @Override
  public void close(long socket, String reason) {
    pair.network().close(socket, reason);
  }

  @Override
  public void ask(AskReason reason) {
    boolean granted =
        pair.arbiter() == ArbiterType.FILE
            ? pair.lock().tryLock(this)
            : reason != AskReason.PEER_SILENT && reason != AskReason.STARTED_ALONE;
    long highest = pair.arbiter() == ArbiterType.FILE ? pair.lock().highestEpoch() : 0;
    give(granted ? new Input.ArbiterGranted(highest) : new Input.ArbiterDenied("lock held"));
  }

  @Override
  public void release() {
    pair.lock().unlock(this);
    give(new Input.ArbiterReleased());
  }

  @Override
  public void persist(long number) {
    if (pair.isDiskFull(index)) {
      give(new Input.EpochNotPersisted(number, "disk full"));
      return;
    }
    pair.persisted(index, number);
    pair.lock().remember(number);
    give(new Input.EpochPersisted(number));
  }

  @Override
  public void up() {
    give(new Input.AddressUpEnded(true, ""));
  }

  @Override
  public void down() {
    give(new Input.AddressDownEnded(true, ""));
  }

  @Override
  public void open(long number, boolean handOver) {
    pair.checker().opens(this);
    open = true;
    held = false;
    yielded = false;
    if (epoch != number) {
      callCounter = 0;
    }
    epoch = number;
    give(new Input.SipOpened(number));
  }

  @Override
  public void hold() {
    held = true;
    give(new Input.SipHeld());
  }

  @Override
  public void resume() {
    held = false;
  }

  @Override
  public void yield() {
    yielded = true;
    give(new Input.SipYielded());
  }

  @Override
  public void close() {
    open = false;
    atGate.clear();
    give(new Input.SipClosed());
  }

  @Override
  public void letGo(long gate, boolean isProtected) {
    Runnable then = atGate.remove(gate);
    if (then != null && isProtected) {
      then.run();
    }
  }

  @Override
  public void adopted(CallId id) {}

  @Override
  public void forgotten(CallId id) {}

  @Override
  public void publish(NodeView latest) {
    view = latest;
    pair.checker().sees(this, latest);
  }

  @Override
  public void reply(long command, CommandResult result) {
    pair.checker().replied(result);
    replies.put(command, result);
  }

  /** The answer to a command, null while there is none. */
  @Nullable CommandResult reply(long command) {
    return replies.get(command);
  }

  @Override
  public void blockingCalls(long query, BlockingCallsPage page) {}

  @Override
  public void stopped() {
    stopped = true;
    die();
  }

  boolean hasStopped() {
    return stopped;
  }
}
