package org.sipha.core.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallRecord;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.Reason;
import org.sipha.core.role.Role;

/**
 * A pair in virtual time, made from a seed: workload, faults by plan, then healing; {@link Checker}
 * watches throughout.
 *
 * <p>Replay a failure by giving its seed to {@code SimulationTest#replay}: the log of that history
 * is printed.
 */
final class SimulatedPair {
  private static final long SECOND = 1_000_000_000L;
  private static final int LOG_LINES = 400;

  /** Enough for the longest waits of the rules, one after the other, after the last fault. */
  private static final long HEALING = 45 * SECOND;

  private final long seed;
  private final SplittableRandom random;
  private final VirtualTime time = new VirtualTime();
  private final FaultPlan plan;
  private final SimulatedLock lock = new SimulatedLock();
  private final SimulatedNetwork network;
  private final Checker checker;
  private final SimulatedProcess[] processes = new SimulatedProcess[2];
  private final long[] persisted = new long[2];
  private final long[] diskFullUntil = new long[2];
  private final ArbiterType arbiter;
  private final boolean addressScripts;
  private final int limit;
  private final long troubleNanos;
  private final Deque<String> log = new ArrayDeque<>();
  private long incarnations;
  private long commands;
  private boolean calm;

  SimulatedPair(long seed) {
    this(seed, new SplittableRandom(seed));
  }

  private SimulatedPair(long seed, SplittableRandom random) {
    this(seed, random, FaultPlan.random(random, 20 * SECOND));
  }

  SimulatedPair(long seed, SplittableRandom random, FaultPlan plan) {
    this.seed = seed;
    this.random = random;
    this.plan = plan;
    this.troubleNanos = 22 * SECOND;
    this.network = new SimulatedNetwork(time, random.split(), plan);
    this.arbiter = random.nextInt(4) == 0 ? ArbiterType.MANUAL : ArbiterType.FILE;
    this.addressScripts = random.nextInt(4) == 0;
    this.limit = List.of(3, 10, 500).get(random.nextInt(3));
    this.checker = new Checker(this);
    start(0);
    time.in((long) (random.nextDouble() * SECOND), () -> start(1));
    work();
    plan.faults().forEach(fault -> time.at(fault.atNanos(), () -> strike(fault)));
  }

  /** Lives through the whole history; throws {@link AssertionError} if an invariant is violated. */
  void live() {
    try {
      while (time.step(troubleNanos)) {}
      calm = true;
      network.heal();
      diskFullUntil[0] = 0;
      diskFullUntil[1] = 0;
      while (time.step(troubleNanos + HEALING)) {}
      helpManualPair();
      checker.atTheEnd();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed " + seed + " at " + time.now() / 1e9 + " s\n" + plan + "\n" + arbiter + " " + e, e);
    }
  }

  /** With {@code manual} an operator promotes where nobody serves in the end. */
  private void helpManualPair() {
    boolean nobody = processes[0].node() != null && primaries() == 0;
    if (arbiter == ArbiterType.MANUAL && nobody) {
      SimulatedProcess best = processes[0].isAlive() ? processes[0] : processes[1];
      best.give(new Input.Command(++commands, Input.Command.Kind.PROMOTE, true));
      long end = time.now() + HEALING;
      while (time.step(end)) {}
    }
  }

  private long primaries() {
    return List.of(processes).stream().filter(p -> roleOf(p) == Role.PRIMARY).count();
  }

  private static Role roleOf(SimulatedProcess process) {
    NodeView view = process.view();
    return view == null ? Role.NONE : view.role();
  }

  // ---- workload
  // --------------------------------------------------------------------------------------------------

  private void work() {
    time.in(
        (long) (random.nextDouble() * 120_000_000L),
        () -> {
          for (SimulatedProcess process : processes) {
            if (process != null && process.isAnswering()) {
              work(process);
            }
          }
          if (!calm || time.now() < troubleNanos + 5 * SECOND) {
            work();
          }
        });
  }

  private void work(SimulatedProcess process) {
    int size = process.node().calls().size();
    int what = random.nextInt(10);
    if (size == 0 || (what < 4 && size < 60)) {
      process.setUpCall(random.nextInt(12) == 0);
      return;
    }
    List<CallRecord> page = process.node().calls().page(null, 100);
    CallRecord call = page.get(random.nextInt(page.size()));
    if (what < 7) {
      process.changeCall(call);
    } else {
      process.endCall(call);
    }
  }

  // ---- faults
  // ----------------------------------------------------------------------------------------------------

  private void start(int index) {
    processes[index] = new SimulatedProcess(this, index, ++incarnations, persisted[index]);
    checker.started(processes[index]);
  }

  private void strike(FaultPlan.Fault fault) {
    SimulatedProcess process = processes[fault.node()];
    if (process == null) {
      return;
    }
    note("FAULT " + fault);
    switch (fault.kind()) {
      case CUT:
        network.cutFrom(0, fault.durationNanos());
        network.cutFrom(1, fault.durationNanos());
        break;
      case CUT_ONE_WAY:
        network.cutFrom(fault.node(), fault.durationNanos());
        break;
      case RESET:
        network.reset();
        break;
      case FREEZE:
        freeze(process, fault.durationNanos());
        break;
      case CRASH:
        process.die();
        restartIn(process, fault.durationNanos());
        break;
      case STOP:
        checker.forced();
        process.give(new Input.Stop());
        restartWhenStopped(process, fault.durationNanos());
        break;
      case SWITCHOVER:
        command(process, Input.Command.Kind.SWITCHOVER, false);
        break;
      case FORCED_SWITCHOVER:
        checker.forced();
        command(process, Input.Command.Kind.SWITCHOVER, true);
        break;
      case PROMOTE:
        command(process, Input.Command.Kind.PROMOTE, false);
        break;
      case DEMOTE:
        command(process, Input.Command.Kind.DEMOTE, false);
        break;
      case DISK_FULL:
        diskFullUntil[fault.node()] = time.now() + fault.durationNanos();
        break;
    }
  }

  private void command(SimulatedProcess process, Input.Command.Kind kind, boolean force) {
    process.give(new Input.Command(++commands, kind, force));
  }

  private void freeze(SimulatedProcess process, long nanos) {
    if (process.isAlive() && !process.isFrozen()) {
      process.freeze();
      time.in(nanos, process::thaw);
    }
  }

  private void restartIn(SimulatedProcess process, long nanos) {
    time.in(
        nanos,
        () -> {
          if (processes[process.index()] == process) {
            start(process.index());
          }
        });
  }

  private void restartWhenStopped(SimulatedProcess process, long nanos) {
    time.in(
        nanos + SECOND / 10,
        () -> {
          if (process.isAlive()) {
            restartWhenStopped(process, nanos);
          } else {
            restartIn(process, nanos);
          }
        });
  }

  // ---- what its parts ask
  // ----------------------------------------------------------------------------------------

  VirtualTime time() {
    return time;
  }

  SimulatedNetwork network() {
    return network;
  }

  SimulatedLock lock() {
    return lock;
  }

  Checker checker() {
    return checker;
  }

  ArbiterType arbiter() {
    return arbiter;
  }

  boolean usesAddressScripts() {
    return addressScripts;
  }

  Duration settling() {
    return Duration.ofSeconds(2);
  }

  int limit() {
    return limit;
  }

  boolean isDiskFull(int index) {
    return time.now() < diskFullUntil[index];
  }

  void persisted(int index, long epoch) {
    persisted[index] = Math.max(persisted[index], epoch);
  }

  /**
   * A short delay that keeps the order of events given at different times mostly, but not always.
   */
  long jitter() {
    return 1_000;
  }

  /** The process at the other end; null before it was started for the first time. */
  @Nullable SimulatedProcess other(int index) {
    return processes[1 - index];
  }

  List<SimulatedProcess> processes() {
    return processes[1] == null ? List.of(processes[0]) : List.of(processes);
  }

  void log(SimulatedProcess process, Reason reason) {
    if (reason.level() != Reason.Level.DEBUG) {
      note((process.index() == 0 ? "A " : "B ") + reason.level() + " " + reason.text());
    }
  }

  void note(String text) {
    if (log.size() == LOG_LINES) {
      log.removeFirst();
    }
    log.addLast(String.format("%9.4f ", time.now() / 1e9) + text);
  }

  String history() {
    return String.join("\n", log);
  }
}
