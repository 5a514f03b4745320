package org.sipha.core.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.node.Effect;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.Command.Kind;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.simulation.SimulatedNetwork.Meddler;
import org.sipha.core.simulation.Troubles.Trouble;

/** Has the faults of a plan happen to a pair. */
final class Faults {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  /** For so long a node confirms nothing: it is dropped after 10 s. */
  static final int CONFIRMS_NOTHING_MILLIS = 11_500;

  private static final List<Integer> LIMITS = List.of(3, 10, 500);

  private final SimulatedPair pair;
  private final FaultPlan plan;
  private final SplittableRandom random;

  /** Faults that wait for their moment. */
  private final List<Fault> waiting = new ArrayList<>();

  private long commands;

  Faults(SimulatedPair pair, FaultPlan plan, SplittableRandom random) {
    this.pair = pair;
    this.plan = plan;
    this.random = random;
  }

  void plan() {
    for (Fault fault : plan.faults()) {
      pair.time()
          .at(
              fault.atNanos(),
              () -> {
                if (fault.isAtMoment()) {
                  waiting.add(fault);
                } else {
                  strike(fault);
                }
              });
    }
  }

  /** A node's effect has been done: the moment for some faults. */
  void did(Effect effect) {
    if (waiting.isEmpty() || pair.time().now() >= plan.troubleNanos()) {
      return;
    }
    String name = nameOf(effect);
    for (Fault fault : List.copyOf(waiting)) {
      if (fault.after().equals(name)) {
        waiting.remove(fault);
        strike(fault);
      }
    }
  }

  private static String nameOf(Effect effect) {
    if (effect instanceof Effect.SendFrame send) {
      Frame frame = send.frame();
      Object sent = frame instanceof Data data ? data.message() : frame;
      return sent.getClass().getSimpleName();
    }
    return effect.getClass().getSimpleName();
  }

  private void strike(Fault fault) {
    List<SimulatedProcess> processes = pair.processes();
    if (fault.node() >= processes.size()) {
      return; // its first process hasn't started
    }
    pair.note("FAULT " + fault);
    SimulatedProcess process = processes.get(fault.node());
    long nanos = fault.forNanos();
    long until = pair.time().now() + nanos;
    switch (fault.kind()) {
      case CUT -> {
        pair.network().cutFrom(0, nanos);
        pair.network().cutFrom(1, nanos);
      }
      case CUT_ONE_WAY -> pair.network().cutFrom(fault.node(), nanos);
      case LOSE_ONE_WAY -> pair.network().loseFrom(fault.node(), nanos);
      case RESET -> pair.network().reset();
      case FLAP -> flap(until);
      case CONFIRM_NOTHING -> confirmNothing(fault.node());
      case FREEZE -> stand(process, nanos, false);
      case HANG -> stand(process, nanos, true);
      case SLOW -> process.slowUntil(until);
      case CLOCK_STEP -> stepClock(process, nanos);
      case SUSPEND -> suspend(process, nanos);
      case WALL_CLOCK_STEP ->
          pair.server(fault.node()).clockAheadMillis += fault.forMillis() % 2_000;
      case NO_QUORUM -> {
        pair.troubles(0).until(Trouble.ARBITER_UNREACHABLE, until);
        pair.troubles(1).until(Trouble.ARBITER_UNREACHABLE, until);
      }
      case ARBITER_SLOW -> trouble(fault, Trouble.ARBITER_SLOW);
      case ARBITER_CUT -> trouble(fault, Trouble.ARBITER_UNREACHABLE);
      case CRASH -> {
        process.die();
        restartIn(process, nanos);
      }
      case STOP -> {
        pair.checker().forced();
        process.give(new Input.Stop());
        restartWhenStopped(process, nanos);
      }
      case SWITCHOVER -> command(process, Kind.SWITCHOVER, false);
      case FORCED_SWITCHOVER -> {
        pair.checker().forced();
        command(process, Kind.SWITCHOVER, true);
      }
      case PROMOTE -> command(process, Kind.PROMOTE, false);
      case DEMOTE -> command(process, Kind.DEMOTE, false);
      case DISK_FULL -> trouble(fault, Trouble.DISK_FULL);
      case DISK_SLOW -> trouble(fault, Trouble.DISK_SLOW);
      case UP_SCRIPT_FAILS -> trouble(fault, Trouble.UP_SCRIPT_FAILS);
      case DOWN_SCRIPT_FAILS -> trouble(fault, Trouble.DOWN_SCRIPT_FAILS);
      case PORT_TAKEN -> trouble(fault, Trouble.PORT_TAKEN);
      case SIP_HANGS -> trouble(fault, Trouble.SIP_HANGS);
      case SELF_CHECKS_HANG -> trouble(fault, Trouble.SELF_CHECKS_HANG);
      case ARBITER_DENIES -> trouble(fault, Trouble.ARBITER_DENIES);
      case ARBITER_LOST -> {
        if (pair.lock().isHeldBy(process) || pair.lease().isHeldBy(process)) {
          process.give(new Input.ArbiterLost("the lock file was replaced"));
        }
      }
      case LIMIT -> {
        int limit = LIMITS.get(fault.forMillis() % LIMITS.size());
        pair.server(fault.node()).limit = limit;
        process.give(new Input.LimitConfigured(limit));
      }
      case GRID_GONE -> pair.grid().goneFor(nanos);
      case GRID_SLOW -> pair.grid().slowFor(nanos);
    }
  }

  /** An operator commands. */
  void command(SimulatedProcess process, Kind kind, boolean force) {
    process.give(new Input.Command(++commands, kind, force));
  }

  private void trouble(Fault fault, Trouble trouble) {
    pair.troubles(fault.node()).until(trouble, pair.time().now() + fault.forNanos());
  }

  private void flap(long untilNanos) {
    if (pair.time().now() < Math.min(untilNanos, plan.troubleNanos())) {
      if (random.nextBoolean()) {
        pair.network().reset();
      } else {
        int direction = random.nextInt(3);
        long nanos = random.nextInt(300) * MILLI;
        for (int node = 0; node < 2; node++) {
          if (direction != node) {
            pair.network().cutFrom(node, nanos);
          }
        }
      }
      pair.time().in((100 + random.nextInt(500)) * MILLI, () -> flap(untilNanos));
    }
  }

  private void confirmNothing(int node) {
    pair.network().meddle(node, Meddler.CONFIRMS_NOTHING);
    pair.time()
        .in(CONFIRMS_NOTHING_MILLIS * MILLI, () -> pair.network().meddle(node, Meddler.NONE));
  }

  private void stand(SimulatedProcess process, long nanos, boolean onlyCore) {
    if (process.isAlive() && !process.isFrozen()) {
      if (onlyCore) {
        process.hang();
      } else {
        process.freeze();
      }
      pair.time().in(nanos, process::thaw);
    }
  }

  /** No lease can be proved right on a clock that runs ahead of the true time by seconds. */
  private void stepClock(SimulatedProcess process, long nanos) {
    if (plan.arbiter() != ArbiterType.ETCD) {
      process.stepClock(nanos);
    }
  }

  private void suspend(SimulatedProcess process, long nanos) {
    if (process.isAlive() && !process.isFrozen()) {
      process.freeze();
      pair.time().in(nanos, () -> process.resume(nanos));
    }
  }

  private void restartIn(SimulatedProcess process, long nanos) {
    pair.time()
        .in(
            nanos,
            () -> {
              if (pair.processes().contains(process)) {
                pair.start(process.index());
              }
            });
  }

  private void restartWhenStopped(SimulatedProcess process, long nanos) {
    pair.time()
        .in(
            nanos + SECOND / 10,
            () -> {
              if (process.isAlive()) {
                restartWhenStopped(process, nanos);
              } else {
                restartIn(process, nanos);
              }
            });
  }
}
