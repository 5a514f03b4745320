package org.sipha.core.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallRecord;
import org.sipha.core.link.Protocol;
import org.sipha.core.link.ProtocolRange;
import org.sipha.core.node.Effect;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.Reason;
import org.sipha.core.role.Role;

/**
 * A pair in virtual time that lives through a {@link FaultPlan}: calls, faults by plan, then
 * healing; {@link Checker} watches throughout, {@link Coverage} notes what happened.
 */
final class SimulatedPair implements Surroundings {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final int LOG_LINES = 400;
  private static final int MOST_CALLS = 60;
  private static final int DNS = 6;

  /** Told, but no reason for a starting node to wait: it would wait for ever. */
  private static final int MOST_AHEAD_MILLIS = 15_000;

  private static final ProtocolRange BEFORE = new ProtocolRange(Protocol.min(), Protocol.max() - 1);

  /** Enough for the longest waits of the rules, one after the other, after the last fault. */
  private static final long HEALING = 45 * SECOND;

  /** With {@code manual} somebody looks after so long whether anybody serves. */
  private static final long OPERATOR_COMES = 20 * SECOND;

  /** How long calls go on after the last fault. */
  private static final long CALM_WORK = 4 * SECOND;

  /** A history ends early when its end has been good for so long: longer than a wait to reclaim. */
  private static final long STAYS_GOOD = 3 * SECOND;

  private static final long LOOK_EVERY = SECOND / 2;

  private final FaultPlan plan;
  private final SplittableRandom parties;
  private final SplittableRandom telephones;
  private final SplittableRandom ports;
  private final SplittableRandom versions;
  private final VirtualTime time = new VirtualTime();
  private final SimulatedLock lock = new SimulatedLock();
  private final SimulatedLease lease;
  private final SimulatedNetwork network;
  private final SimulatedGrid grid;
  private final Checker checker;
  private final Coverage coverage = new Coverage();
  private final Faults faults;
  private final SimulatedProcess[] processes = new SimulatedProcess[2];
  private final long[] persisted = new long[2];
  private final Troubles[] troubles = {new Troubles(time), new Troubles(time)};
  private final PairSettings[] settings = {new PairSettings(0), new PairSettings(1)};
  private final Deque<String> log = new ArrayDeque<>();
  private long incarnations;
  private int works;
  private boolean calm;
  private boolean logging;

  SimulatedPair(long seed) {
    this(FaultPlan.random(seed));
  }

  SimulatedPair(FaultPlan plan) {
    this.plan = plan;
    SplittableRandom random = new SplittableRandom(~plan.seed());
    this.lease = new SimulatedLease(time);
    this.network = new SimulatedNetwork(time, random.split(), plan.wire());
    this.parties = random.split();
    this.ports = random.split();
    for (PairSettings server : settings) {
      server.arbiter = plan.arbiter();
      server.withoutQuorum = plan.withoutQuorum();
      server.addressScripts = plan.addressScripts();
      server.limit = plan.limit();
      server.grid = plan.grid();
      server.settling = SETTLING;
    }
    this.checker = new Checker(this, SETTLING);
    this.faults = new Faults(this, plan, random.split());
    this.telephones = random.split();
    this.versions = random.split();
    if (plan.arbiter() == ArbiterType.ETCD) {
      settings[1].bootId = "another host";
    }
    this.grid = new SimulatedGrid(time, random.split(), plan.wire().latencyMicros());
    for (PairSettings server : settings) {
      server.clockAheadMillis = versions.nextInt(MOST_AHEAD_MILLIS);
    }
    start(0);
    time.in(parties.nextInt(1_000) * MILLI, () -> start(1));
    work();
  }

  /** Remembers what the nodes say. Costs time: a history that failed is lived through again. */
  void keepLog() {
    logging = true;
  }

  /** Lives through the whole history; throws {@link AssertionError} if an invariant is violated. */
  void live() {
    try {
      faults.plan();
      while (time.step(plan.troubleNanos())) {}
      mend();
      if (!endsWell(OPERATOR_COMES)) {
        helpManualPair();
        if (!endsWell(HEALING)) {
          checker.atTheEnd();
        }
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(e + " at " + time.now() / 1e9 + " s", e);
    }
  }

  private void mend() {
    note("all is mended");
    calm = true;
    network.heal();
    troubles[0].mend();
    troubles[1].mend();
    grid.mend();
  }

  /** Whether all is as it must be in the end, and stays so, before so much time has passed. */
  private boolean endsWell(long withinNanos) {
    long endNanos = time.now() + withinNanos;
    long goodSince = Long.MAX_VALUE;
    while (time.now() - goodSince < STAYS_GOOD && time.now() < endNanos) {
      long next = Math.min(time.now() + LOOK_EVERY, endNanos);
      while (time.step(next)) {}
      boolean good = !isWorkToDo() && checker.isGoodEnd();
      goodSince = good ? Math.min(goodSince, time.now()) : Long.MAX_VALUE;
    }
    return time.now() - goodSince >= STAYS_GOOD;
  }

  /** With {@code manual} an operator promotes where nobody serves in the end. */
  private void helpManualPair() {
    boolean nobody =
        processes().stream().noneMatch(p -> p.view() != null && p.view().role() == Role.PRIMARY);
    if (plan.arbiter() == ArbiterType.MANUAL && nobody) {
      SimulatedProcess best = processes[0].isAlive() ? processes[0] : processes[1];
      faults.command(best, Input.Command.Kind.PROMOTE, true);
    }
  }

  // ---- workload
  // --------------------------------------------------------------------------------------------------

  private boolean isWorkToDo() {
    return !calm || time.now() < plan.troubleNanos() + CALM_WORK;
  }

  private void work() {
    time.in(
        parties.nextInt(120_000) * 1_000L,
        () -> {
          for (SimulatedProcess process : processes()) {
            if (process.isAnswering() && works++ < plan.works()) {
              work(process);
            }
          }
          if (isWorkToDo()) {
            work();
          }
        });
  }

  private void work(SimulatedProcess process) {
    if (telephones.nextInt(8) == 0 && process.sip().waiting() < MOST_CALLS) {
      process.sip().register("100" + telephones.nextInt(DNS));
    }
    int size = process.node().calls().size();
    int what = parties.nextInt(40);
    // While a core hangs its calls wait for it.
    int coming = size + process.sip().waiting();
    if (coming == 0 || (what < 16 && coming < MOST_CALLS)) {
      process.sip().setUpCall(parties.nextInt(12) == 0);
      return;
    }
    if (size == 0) {
      return;
    }
    List<CallRecord> page = process.node().calls().page(null, MOST_CALLS + MOST_CALLS);
    CallRecord call = page.get(parties.nextInt(page.size()));
    if (process.sip().isOver(call.id())) {
      return;
    }
    if (what < 28) {
      process.sip().changeCall(call);
    } else if (what < 38) {
      process.sip().endCall(call.id());
    } else {
      process.sip().timeOutCall(call.id());
    }
  }

  // ---- what its parts ask
  // ----------------------------------------------------------------------------------------

  /** Starts a new process of that server. */
  void start(int index) {
    if (plan.mixed()) {
      boolean before =
          processes[index] == null
              ? versions.nextBoolean()
              : settings[index].protocol.equals(Protocol.range());
      settings[index].protocol = before ? BEFORE : Protocol.range();
    }
    coverage.started(index, settings[index].protocol.max());
    processes[index] = new SimulatedProcess(this, index, ++incarnations);
    checker.started(processes[index]);
  }

  PairSettings server(int index) {
    return settings[index];
  }

  Coverage coverage() {
    return coverage;
  }

  @Override
  public VirtualTime time() {
    return time;
  }

  @Override
  public SimulatedNetwork network() {
    return network;
  }

  @Override
  public SimulatedLock lock() {
    return lock;
  }

  @Override
  public SimulatedLease lease() {
    return lease;
  }

  @Override
  public SimulatedGrid grid() {
    return grid;
  }

  @Override
  public Checker checker() {
    return checker;
  }

  @Override
  public ArbiterType arbiter() {
    return plan.arbiter();
  }

  @Override
  public NodeSettings settings(int index, long incarnation) {
    return settings[index].with(incarnation, persisted[index]);
  }

  @Override
  public long clockAheadMillis(int index) {
    return settings[index].clockAheadMillis;
  }

  @Override
  public Troubles troubles(int index) {
    return troubles[index];
  }

  @Override
  public long portNanos() {
    return plan.portMillis() == 0 ? 0 : ports.nextInt(plan.portMillis()) * MILLI;
  }

  @Override
  public boolean isQuick() {
    return plan.portMillis() == 0 && plan.wire().equals(Wire.clean(plan.wire().latencyMicros()));
  }

  @Override
  public void did(SimulatedProcess process, Effect effect) {
    faults.did(effect);
    checker.did(process, effect);
    if (effect instanceof Effect.Publish publish) {
      coverage.published(process, publish.view());
    } else if (effect instanceof Effect.Reply reply) {
      coverage.replied(reply.result());
    }
  }

  @Override
  public void read(SimulatedProcess process, NodeView view) {
    coverage.read(view);
  }

  @Override
  public void persisted(int index, long epoch) {
    persisted[index] = Math.max(persisted[index], epoch);
  }

  @Override
  public @Nullable SimulatedProcess other(int index) {
    return processes[1 - index];
  }

  @Override
  public List<SimulatedProcess> processes() {
    return processes[1] == null ? List.of(processes[0]) : List.of(processes[0], processes[1]);
  }

  @Override
  public void log(SimulatedProcess process, Reason reason) {
    coverage.said(reason);
    if (logging && reason.level() != Reason.Level.DEBUG) {
      note(process.name() + " " + reason.level() + " " + reason.text());
    }
  }

  @Override
  public void note(String text) {
    if (!logging) {
      return;
    }
    if (log.size() == LOG_LINES) {
      log.removeFirst();
    }
    log.addLast(String.format("%9.4f ", time.now() / 1e9) + text);
  }

  List<String> history() {
    return new ArrayList<>(log);
  }
}
