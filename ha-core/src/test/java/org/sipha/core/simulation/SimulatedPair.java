package org.sipha.core.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallRecord;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings;
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
final class SimulatedPair implements Surroundings {
  private static final long SECOND = 1_000_000_000L;
  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final int LOG_LINES = 400;

  /** Enough for the longest waits of the rules, one after the other, after the last fault. */
  private static final long HEALING = 45 * SECOND;

  /** How long calls go on after the last fault. */
  private static final long CALM_WORK = 5 * SECOND;

  /** A history ends early when its end has been good for so long: longer than a wait to reclaim. */
  private static final long STAYS_GOOD = 3 * SECOND;

  private static final long LOOK_EVERY = SECOND / 2;

  private final long seed;
  private final SplittableRandom random;
  private final VirtualTime time = new VirtualTime();
  private final FaultPlan plan;
  private final SimulatedLock lock = new SimulatedLock();
  private final SimulatedNetwork network;
  private final Checker checker;
  private final SimulatedProcess[] processes = new SimulatedProcess[2];
  private final long[] persisted = new long[2];
  private final Troubles[] troubles = {new Troubles(), new Troubles()};
  private final PairSettings[] settings = {new PairSettings(0), new PairSettings(1)};
  private final ArbiterType arbiter;
  private final long troubleNanos;
  private final Deque<String> log = new ArrayDeque<>();
  private long incarnations;
  private long commands;
  private boolean calm;
  private boolean logging;

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
    boolean addressScripts = random.nextInt(4) == 0;
    int limit = List.of(3, 10, 500).get(random.nextInt(3));
    for (PairSettings server : settings) {
      server.arbiter = arbiter;
      server.addressScripts = addressScripts;
      server.limit = limit;
      server.settling = SETTLING;
    }
    this.checker = new Checker(this, SETTLING);
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
      troubles[0].diskFullUntil(0);
      troubles[1].diskFullUntil(0);
      if (!endsWell(troubleNanos + HEALING)) {
        helpManualPair();
        checker.atTheEnd();
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed " + seed + " at " + time.now() / 1e9 + " s\n" + plan + "\n" + arbiter + " " + e, e);
    }
  }

  /** Whether all is as it must be in the end, and stays so, before that time. */
  private boolean endsWell(long endNanos) {
    long goodSince = Long.MAX_VALUE;
    while (time.now() - goodSince < STAYS_GOOD && time.now() < endNanos) {
      long next = Math.min(time.now() + LOOK_EVERY, endNanos);
      while (time.step(next)) {}
      boolean good = time.now() > troubleNanos + CALM_WORK && checker.isGoodEnd();
      goodSince = good ? Math.min(goodSince, time.now()) : Long.MAX_VALUE;
    }
    return goodSince != Long.MAX_VALUE;
  }

  /** With {@code manual} an operator promotes where nobody serves in the end. */
  private void helpManualPair() {
    boolean nobody = processes[0].node() != null && primaries() == 0;
    if (arbiter == ArbiterType.MANUAL && nobody) {
      SimulatedProcess best = processes[0].isAlive() ? processes[0] : processes[1];
      best.give(new Input.Command(++commands, Input.Command.Kind.PROMOTE, true));
      endsWell(time.now() + HEALING);
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
          if (!calm || time.now() < troubleNanos + CALM_WORK) {
            work();
          }
        });
  }

  private void work(SimulatedProcess process) {
    int size = process.node().calls().size();
    int what = random.nextInt(10);
    if (size == 0 || (what < 4 && size < 60)) {
      process.sip().setUpCall(random.nextInt(12) == 0);
      return;
    }
    List<CallRecord> page = process.node().calls().page(null, 100);
    CallRecord call = page.get(random.nextInt(page.size()));
    if (what < 7) {
      process.sip().changeCall(call);
    } else {
      process.sip().endCall(call.id());
    }
  }

  // ---- faults
  // ----------------------------------------------------------------------------------------------------

  private void start(int index) {
    processes[index] = new SimulatedProcess(this, index, ++incarnations);
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
        troubles[fault.node()].diskFullUntil(time.now() + fault.durationNanos());
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
  public Checker checker() {
    return checker;
  }

  @Override
  public ArbiterType arbiter() {
    return arbiter;
  }

  @Override
  public NodeSettings settings(int index, long incarnation) {
    return settings[index].with(incarnation, persisted[index]);
  }

  @Override
  public Troubles troubles(int index) {
    return troubles[index];
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
    return processes[1] == null ? List.of(processes[0]) : List.of(processes);
  }

  @Override
  public void log(SimulatedProcess process, Reason reason) {
    if (logging && reason.level() != Reason.Level.DEBUG) {
      note((process.index() == 0 ? "A " : "B ") + reason.level() + " " + reason.text());
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

  /** Remembers what the nodes say. Costs time: a history that failed is lived through again. */
  void keepLog() {
    logging = true;
  }

  String history() {
    return String.join("\n", log);
  }
}
