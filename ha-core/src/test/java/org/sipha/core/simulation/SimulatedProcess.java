package org.sipha.core.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sipha.core.link.Frame;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.Effect;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
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

/** One process of one server: the real node, everything around it simulated. */
final class SimulatedProcess
    implements PeerSockets, Arbiter, EpochStore, AddressScripts, Operators {
  private static final long MILLI = 1_000_000L;

  /** From an adapter's thread to the node's. */
  private static final long HAND_OVER_NANOS = 1_000;

  private final Surroundings pair;
  private final int index;
  private final long clockOffset;
  private final HaNode node;
  private final Ports ports;
  private final List<Input> whileFrozen = new ArrayList<>();
  private final Map<Long, CommandResult> replies = new HashMap<>();

  private boolean alive = true;
  private boolean frozen;
  private long plannedWakeUp = Long.MAX_VALUE;
  private @Nullable NodeView view;

  private final SimulatedSip sip;
  private boolean stopped;

  // What it was asked for.
  private final List<AskReason> asked = new ArrayList<>();
  private @Nullable BlockingCallsPage blocking;
  private int downScripts;
  private int handled;

  SimulatedProcess(Surroundings pair, int index, long incarnation) {
    this.pair = pair;
    this.index = index;
    this.sip = new SimulatedSip(pair, this);
    this.ports = new Ports(this, this, this, this, sip, this);
    this.clockOffset = incarnation * 1_000 * MILLI * 77;
    this.node = new HaNode(pair.settings(index, incarnation), clock());
    give(new Input.Tick());
    if (!pair.troubles(index).selfChecksHang()) {
      pair.time().in(300 * MILLI, () -> give(new Input.SelfCheckPassed("warm")));
    }
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

  SimulatedSip sip() {
    return sip;
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
    return alive && !frozen && sip.isServing();
  }

  boolean hasPortOpen() {
    return alive && sip.hasPort();
  }

  void give(Input input) {
    pair.time().in(HAND_OVER_NANOS, () -> arrive(input));
  }

  private void arrive(Input input) {
    if (!alive) {
      return;
    }
    if (frozen) {
      whileFrozen.add(input);
      return;
    }
    handled++;
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
    asked.add(reason);
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
    if (pair.troubles(index).isDiskFull(pair.time().now())) {
      give(new Input.EpochNotPersisted(number, "disk full"));
      return;
    }
    pair.persisted(index, number);
    pair.lock().remember(number);
    give(new Input.EpochPersisted(number));
  }

  @Override
  public void up() {
    boolean fails = pair.troubles(index).upScriptFails();
    give(new Input.AddressUpEnded(!fails, fails ? "exit status 1" : ""));
  }

  @Override
  public void down() {
    downScripts++;
    give(new Input.AddressDownEnded(true, ""));
  }

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
  public void blockingCalls(long query, BlockingCallsPage page) {
    blocking = page;
  }

  @Override
  public void stopped() {
    stopped = true;
    die();
  }

  boolean hasStopped() {
    return stopped;
  }

  // ---- what a story asks
  // ---------------------------------------------------------------------------------------

  /** Why this process asked the arbiter, in order. */
  List<AskReason> asked() {
    return asked;
  }

  /** The last answer to a query for blocking calls. */
  @Nullable BlockingCallsPage blocking() {
    return blocking;
  }

  /** How many inputs the node has handled. */
  int handled() {
    return handled;
  }

  /** How often the down script ran. */
  int downScripts() {
    return downScripts;
  }
}
