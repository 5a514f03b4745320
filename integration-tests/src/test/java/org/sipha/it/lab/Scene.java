package org.sipha.it.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.NodeHttp;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.Timeline;
import org.sipha.it.lab.Lab.End;
import org.sipha.it.lab.Lab.Network;

/**
 * One scenario: calls that are held, calls that come and go, faults, and the truth about all of
 * them. It begins with a pair that is ready and has no calls, and must end so; {@link #finish}
 * checks what no fault may change.
 */
final class Scene implements AutoCloseable {
  /** Calls set up or ended a second by the user agents. */
  static final int BRISK = 200;

  private static final Duration WHOLE = Duration.ofSeconds(60);
  private static final Duration CALLS_COME = Duration.ofSeconds(40);
  private static final Duration LEVEL = Duration.ofSeconds(10);

  /**
   * A call that was spoiled while it was being set up is asked about after 32 s, and ends when its
   * parties have been silent for as long.
   */
  private static final Duration SPOILED_CALLS_END = Duration.ofSeconds(80);

  private final String name;
  private final LabStage stage;
  private final Pair pair;
  private final VipManager vip;
  private final Truth truth = new Truth();
  private final Timeline timeline;
  private final TableWatch tables;
  private final Map<End, List<HeldCall>> held =
      Map.of(End.A, new ArrayList<>(), End.B, new ArrayList<>());
  private final List<SippLoad> loads = new ArrayList<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private long cutNanos;
  private boolean quiet;
  private boolean finished;

  /** What may happen to the calls that come and go. */
  enum Harm {
    /** Each is set up and ends as if nothing had been. */
    NONE,
    /** No answered one is lost; some may not be answered. */
    UNANSWERED,
    /** Those that are in progress at the moment may be spoiled. */
    IN_PROGRESS
  }

  /**
   * Begins with calls on the first side that are held, and a load there.
   *
   * @param name for the figures
   */
  Scene(LabStage stage, String name, int calls, int callsPerSecond) {
    this.name = name;
    this.stage = stage;
    pair = stage.pair();
    vip = new VipManager(pair);
    pair.awaitWhole(WHOLE);
    pair.awaitReady(WHOLE);
    timeline = join(Timeline.watch(pair));
    tables = join(new TableWatch(pair));
    hold(End.A, calls);
    load(End.A, callsPerSecond);
  }

  private <T extends AutoCloseable> T join(T actor) {
    open.push(actor);
    return actor;
  }

  Pair pair() {
    return pair;
  }

  Lab lab() {
    return stage.lab();
  }

  VipManager vip() {
    return vip;
  }

  Truth truth() {
    return truth;
  }

  Timeline timeline() {
    return timeline;
  }

  End endOf(Server server) {
    return stage.endOf(server);
  }

  /** Sets up calls on a side that stay up. */
  List<HeldCall> hold(End side, int count) {
    List<HeldCall> calls = stage.held(side).setUp(count, BRISK);
    held.get(side).addAll(calls);
    tables.steady(steadyIds());
    return calls;
  }

  /** Ends held calls, half of them from either party; each must work. */
  void end(End side, List<HeldCall> calls) {
    List<HeldCall> ending = List.copyOf(calls);
    held.get(side).removeAll(ending);
    tables.steady(steadyIds());
    int half = ending.size() / 2;
    stage.held(side).end(ending.subList(0, half), Side.CALLER, BRISK);
    stage.held(side).end(ending.subList(half, ending.size()), Side.CALLEE, BRISK);
  }

  /** A party of held calls puts the other on hold and takes it back; each must work. */
  void holdAndResume(End side, List<HeldCall> calls) {
    stage.held(side).holdAndResume(calls, Side.CALLER, BRISK);
  }

  /** The held calls of a side. */
  List<HeldCall> held(End side) {
    return List.copyOf(held.get(side));
  }

  private Set<String> steadyIds() {
    Set<String> ids = new HashSet<>();
    held.values().forEach(calls -> calls.forEach(call -> ids.add(call.caller().callId())));
    return ids;
  }

  /** Begins a load on a side, and waits until it goes. */
  void load(End side, int callsPerSecond) {
    loads.add(join(stage.load(side, callsPerSecond)));
    awaitCalls(callsPerSecond);
  }

  /** Waits until calls come and go on all sides. */
  void awaitCalls(int more) {
    loads.forEach(load -> load.awaitMore(Math.max(1, more / 4), CALLS_COME));
  }

  /** Lets time pass, in which calls come and go. */
  static void pass(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Cuts the HA connection. */
  void cutHa(End host) {
    lab().cut(Network.HA, host);
    cutNanos = System.nanoTime();
  }

  /** Heals the HA connection, and notes for how long it was cut. */
  void healHa(String why) {
    truth.apart(why, cutNanos, System.nanoTime());
    lab().heal(Network.HA);
  }

  /** Waits until both servers say that the connection is down. */
  void awaitDown() {
    pair.await(
        Duration.ofSeconds(20),
        "both say that the HA connection is down",
        () ->
            pair.servers().stream()
                .allMatch(server -> server.http().status().isBlockedBy("ha-connection-down")));
  }

  /**
   * The end of every scenario: the pair is whole and ready, both tables are equal and hold exactly
   * the calls that are held, each of which can be ended from its two ends; then both are empty; and
   * no verdict was wrong all the while.
   */
  void finish(Harm harm) {
    pair.awaitWhole(WHOLE);
    pair.awaitReady(WHOLE);
    long readyNanos = System.nanoTime();
    if (!quiet) {
      awaitCalls(2);
      endLoads(harm);
    }
    assertTablesHoldExactly(steadyIds(), harm == Harm.NONE ? LEVEL : SPOILED_CALLS_END);
    held.forEach(
        (side, calls) -> {
          List<HeldCall> some = calls.subList(0, Math.min(50, calls.size()));
          holdAndResume(side, some);
        });
    int ended = steadyIds().size();
    held.forEach((side, calls) -> end(side, calls));
    assertTablesHoldExactly(Set.of(), LEVEL);
    timeline.close();
    tables.close();
    int judged = truth.judge(timeline, pair);
    assertThat(tables.violation()).isEmpty();
    Figures.print(
        "lab, " + name,
        "%,d held calls ended from both ends, %,d verdicts judged, %d looks at both tables"
            .formatted(ended, judged, tables.looks()));
    truth
        .lastReunionNanos()
        .ifPresent(
            reunion ->
                Figures.print(
                    "lab, " + name + ", the fault's end to both ready",
                    Duration.ofNanos(readyNanos - reunion).toMillis() + " ms"));
    finished = true;
  }

  /** No new calls come any more, and those that come and go have ended when this returns. */
  void endLoads(Harm harm) {
    quiet = true;
    for (SippLoad load : loads) {
      SippLoad.Report report = load.stop();
      Figures.print("lab, " + name, report.toString());
      assertThat(report.lost())
          .as("answered calls lost: %s", report.errors())
          .isLessThanOrEqualTo(harm == Harm.IN_PROGRESS ? LabSize.IN_PROGRESS : 0);
      if (harm == Harm.NONE) {
        assertThat(report.failed()).as("calls that failed: %s", report.errors()).isZero();
      }
    }
  }

  private void assertTablesHoldExactly(Set<String> callIds, Duration limit) {
    Map<String, NodeHttp.Call> calls = pair.awaitSameCalls(limit, callIds.size());
    assertThat(TableWatch.callIds(calls)).containsAll(callIds);
  }

  @Override
  public void close() {
    if (!finished) {
      stage.spoil();
    }
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
