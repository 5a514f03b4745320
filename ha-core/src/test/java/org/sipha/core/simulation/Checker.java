package org.sipha.core.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.role.Role;

/**
 * Sees both nodes as they are and knows what must never be (DESIGN, invariants). It lives apart
 * from the scenarios, and knows nothing of how the nodes work.
 */
final class Checker {
  private static final long SECOND = 1_000_000_000L;

  /** A verdict may be wrong for {@code addp-timeout} plus a tick. */
  private static final long ALLOWANCE = 1_500_000_000L + 50_000_000L + 60_000_000L;

  /**
   * {@code -Dsipha.sim.trace=ID} writes into the history how each node's copy of that call changes.
   */
  private static final @Nullable String TRACED = System.getProperty("sipha.sim.trace");

  private static final long SAMPLE = 100_000_000L;
  private static final int MAX_OUTSTANDING = 4_096 + 64;

  private final Surroundings pair;
  private final Map<SimulatedProcess, String> traced = new HashMap<>();
  private final Map<SimulatedProcess, Map<CallId, Version>> seen = new HashMap<>();
  private final Map<CallId, Long> changedAt = new HashMap<>();

  private record Wrong(String kind, long sinceNanos) {}

  private final Map<SimulatedProcess, Wrong> wrongSince = new HashMap<>();

  /** Calls that were ended, by the process that knows it; confirmed ends are final. */
  private final Map<CallId, SimulatedProcess> ended = new HashMap<>();

  private final Set<CallId> endedForGood = new HashSet<>();
  private final Set<CallId> multisite = new HashSet<>();

  /** Calls that no living process held when the last holder died. */
  private final Set<CallId> lostWithTheirHolders = new HashSet<>();

  private final Set<BlockerCode> blockers = new HashSet<>();
  private final Set<String> phases = new HashSet<>();
  private final Set<CommandResult.Outcome> outcomes = new HashSet<>();
  private final long settlingNanos;
  private long nextSample;
  private boolean forced;

  Checker(Surroundings pair, Duration settling) {
    this.pair = pair;
    this.settlingNanos = settling.toNanos();
  }

  // ---- what happens
  // ----------------------------------------------------------------------------------------------

  void started(SimulatedProcess process) {
    seen.put(process, new HashMap<>());
  }

  void created(CallId id, boolean isMultisite) {
    if (isMultisite) {
      multisite.add(id);
    }
  }

  void ending(CallId id, SimulatedProcess by) {
    ended.put(id, by);
  }

  void endConfirmed(CallId id) {
    endedForGood.add(id);
  }

  /** A forced switchover or a stop at 0 may leave multisite calls from before behind. */
  void forced() {
    forced = true;
  }

  void replied(CommandResult result) {
    outcomes.add(result.outcome());
  }

  void sees(SimulatedProcess process, NodeView view) {
    view.readiness().blockers().forEach(b -> blockers.add(b.code()));
    view.readiness().notes().forEach(b -> blockers.add(b.code()));
    phases.add(view.phase());
    if (view.connection().outstandingFrames() > MAX_OUTSTANDING) {
      throw new AssertionError("the window grew to " + view.connection().outstandingFrames());
    }
  }

  /** Before a process dies: whoever is held by nobody else goes with it. */
  void dies(SimulatedProcess process) {
    for (CallRecord call : all(process)) {
      boolean elsewhere =
          pair.processes().stream()
              .anyMatch(
                  p -> p != process && p.isAlive() && p.node().calls().find(call.id()).isPresent());
      if (!elsewhere) {
        lostWithTheirHolders.add(call.id());
      }
    }
    ended.forEach(
        (id, knower) -> {
          if (knower == process && !endedForGood.contains(id)) {
            lostWithTheirHolders.add(id);
          }
        });
  }

  void opens(SimulatedProcess process) {
    if (pair.arbiter() != ArbiterType.FILE) {
      return;
    }
    for (SimulatedProcess other : pair.processes()) {
      if (other != process && other.hasPortOpen()) {
        throw new AssertionError("both serve SIP at " + pair.time().now() / 1e9 + " s");
      }
    }
  }

  // ---- after every event
  // -----------------------------------------------------------------------------------------

  void afterStep(SimulatedProcess process) {
    if (TRACED != null) {
      trace(process, CallId.parse(TRACED));
    }
    if (pair.arbiter() == ArbiterType.FILE
        && pair.processes().stream().filter(SimulatedProcess::isAnswering).count() > 1) {
      throw new AssertionError("two answer SIP at " + pair.time().now() / 1e9 + " s");
    }
    if (pair.time().now() >= nextSample) {
      nextSample = pair.time().now() + SAMPLE;
      pair.processes().stream().filter(SimulatedProcess::isAlive).forEach(this::versionsNeverFall);
      pair.processes().forEach(this::verdictIsRight);
    }
  }

  private void trace(SimulatedProcess process, CallId id) {
    String now = process.node().calls().find(id).map(CallRecord::toString).orElse("absent");
    String before = traced.put(process, now);
    if (!now.equals(before)) {
      pair.note((process.index() == 0 ? "A" : "B") + " TRACE " + now);
    }
  }

  private void versionsNeverFall(SimulatedProcess process) {
    Map<CallId, Version> before = seen.getOrDefault(process, Map.of());
    Map<CallId, Version> after = new HashMap<>();
    for (CallRecord call : all(process)) {
      Version old = before.get(call.id());
      if (old != null && old.isNewerThan(call.version())) {
        throw new AssertionError(call.id() + " fell from " + old + " to " + call.version());
      }
      if (!call.version().equals(old)) {
        changedAt.put(call.id(), pair.time().now());
      }
      after.put(call.id(), call.version());
    }
    seen.put(process, after);
  }

  /**
   * A node says 1 only while the rule of SPEC 2 holds on the true state of both, but for the
   * allowance.
   */
  private void verdictIsRight(SimulatedProcess process) {
    NodeView view = process.view();
    Optional<String> wrong =
        view != null && view.readiness().forSwitchover()
            ? violatedRule(process, view)
            : Optional.empty();
    if (view == null || wrong.isEmpty()) {
      wrongSince.remove(process);
      return;
    }
    // A cut that heals in time and then a peer that freezes are two faults: each has its own
    // allowance.
    Wrong before = wrongSince.get(process);
    String kind = wrong.get().substring(0, Math.min(12, wrong.get().length()));
    if (before == null || !before.kind().equals(kind)) {
      wrongSince.put(process, new Wrong(kind, pair.time().now()));
      return;
    }
    long since = before.sinceNanos();
    if (pair.time().now() - since > ALLOWANCE) {
      throw new AssertionError(
          view.nodeName()
              + " says 1 though for "
              + (pair.time().now() - since) / 1_000_000
              + " ms "
              + wrong.get());
    }
  }

  private Optional<String> violatedRule(SimulatedProcess process, NodeView view) {
    SimulatedProcess other = pair.other(process.index());
    if (other == null || !other.isAlive() || other.isFrozen()) {
      return Optional.of("the peer is gone");
    }
    if (pair.network().isCut()) {
      return Optional.of("cut " + pair.network().cuts());
    }
    SimulatedProcess primary = view.role() == Role.PRIMARY ? process : other;
    SimulatedProcess backup = primary == process ? other : process;
    if (view.role() == Role.PRIMARY) {
      long established = view.connection().establishedNanos();
      if (process.clock() - established < settlingNanos) {
        return Optional.of("the connection is too young");
      }
    }
    for (CallRecord call : all(primary)) {
      boolean before = call.multisite() && call.bornSession() != view.connection().session();
      if (before && view.role() == Role.PRIMARY) {
        return Optional.of("multisite call " + call.id() + " is from before");
      }
      boolean fresh =
          pair.time().now() - changedAt.getOrDefault(call.id(), pair.time().now()) < SECOND;
      Optional<CallRecord> copy = backup.node().calls().find(call.id());
      boolean same = copy.isPresent() && copy.get().version().equals(call.version());
      if (!same && !before && !fresh) {
        return Optional.of("the backup lacks " + call.id() + " in version " + call.version());
      }
    }
    return Optional.empty();
  }

  // ---- at the end
  // ------------------------------------------------------------------------------------------------

  void atTheEnd() {
    List<SimulatedProcess> living =
        pair.processes().stream().filter(SimulatedProcess::isAlive).toList();
    if (living.size() != 2) {
      throw new AssertionError("not both processes live");
    }
    SimulatedProcess primary = theOne(living, Role.PRIMARY);
    SimulatedProcess backup = theOne(living, Role.BACKUP);
    NodeView view = primary.view();
    long session = view.connection().session();
    for (CallRecord call : all(primary)) {
      boolean before = call.multisite() && call.bornSession() != session;
      Optional<CallRecord> copy = backup.node().calls().find(call.id());
      if (!before && (copy.isEmpty() || !copy.get().version().equals(call.version()))) {
        throw new AssertionError("the backup lacks " + call.id() + " " + call.version());
      }
      if (endedForGood.contains(call.id()) || isEndKnown(call.id())) {
        throw new AssertionError("ghost " + call.id());
      }
    }
    for (CallRecord call : all(backup)) {
      if (primary.node().calls().find(call.id()).isEmpty()) {
        throw new AssertionError("only the backup holds " + call.id());
      }
    }
    noCallIsLost(primary);
    bothAreReady(primary, backup);
  }

  private boolean isEndKnown(CallId id) {
    SimulatedProcess knower = ended.get(id);
    return knower != null && knower.isAlive() && !lostWithTheirHolders.contains(id);
  }

  private void noCallIsLost(SimulatedProcess primary) {
    for (Map<CallId, Version> held : seen.values()) {
      for (CallId id : held.keySet()) {
        boolean explained =
            ended.containsKey(id)
                || lostWithTheirHolders.contains(id)
                || (forced && multisite.contains(id));
        if (!explained && primary.node().calls().find(id).isEmpty()) {
          throw new AssertionError("lost " + id);
        }
      }
    }
  }

  private void bothAreReady(SimulatedProcess primary, SimulatedProcess backup) {
    NodeView p = primary.view();
    boolean onlyMultisite =
        p.readiness().blockers().stream()
            .allMatch(b -> b.code() == BlockerCode.MULTISITE_CALLS_BEFORE_CONNECTION);
    if (!onlyMultisite || !backup.view().readiness().forSwitchover()) {
      throw new AssertionError(
          "not ready in the end: " + p.readiness() + ", " + backup.view().readiness());
    }
  }

  private static SimulatedProcess theOne(List<SimulatedProcess> living, Role role) {
    return living.stream()
        .filter(p -> p.view() != null && p.view().role() == role)
        .reduce((x, y) -> null)
        .orElseThrow(
            () ->
                new AssertionError(
                    "not exactly one "
                        + role
                        + ": "
                        + living.stream()
                            .map(
                                p ->
                                    p.view() == null
                                        ? "?"
                                        : p.view().phase() + " " + p.view().connection().state())
                            .toList()));
  }

  private static List<CallRecord> all(SimulatedProcess process) {
    CallDirectory calls = process.node().calls();
    return calls.page(null, calls.size() + 1);
  }

  Set<BlockerCode> blockersSeen() {
    return blockers;
  }

  Set<String> phasesSeen() {
    return phases;
  }

  Set<CommandResult.Outcome> outcomesSeen() {
    return outcomes;
  }
}
