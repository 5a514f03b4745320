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
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
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
  private final Sight[] sights = new Sight[2];
  private final Map<CallId, Long> changedAt = new HashMap<>();

  /** Every call that any process was ever seen to hold. */
  private final Set<CallId> everHeld = new HashSet<>();

  private record Wrong(String kind, long sinceNanos) {}

  /** What was last seen of a node's present process. */
  private static final class Sight {
    /** In the order of their ids. */
    List<CallRecord> calls = List.of();

    @Nullable Wrong wrong;
  }

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
    sights[process.index()] = new Sight();
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
    if (pair.arbiter() == ArbiterType.FILE && process.isAnswering() && isOtherAnswering(process)) {
      throw new AssertionError("two answer SIP at " + pair.time().now() / 1e9 + " s");
    }
    if (pair.time().now() >= nextSample) {
      nextSample = pair.time().now() + SAMPLE;
      for (SimulatedProcess each : pair.processes()) {
        if (each.isAlive()) {
          versionsNeverFall(each);
        }
      }
      pair.processes().forEach(this::verdictIsRight);
    }
  }

  private boolean isOtherAnswering(SimulatedProcess process) {
    SimulatedProcess other = pair.other(process.index());
    return other != null && other.isAnswering();
  }

  private void trace(SimulatedProcess process, CallId id) {
    String now = process.node().calls().find(id).map(CallRecord::toString).orElse("absent");
    String before = traced.put(process, now);
    if (!now.equals(before)) {
      pair.note((process.index() == 0 ? "A" : "B") + " TRACE " + now);
    }
  }

  private void versionsNeverFall(SimulatedProcess process) {
    Sight sight = sights[process.index()];
    List<CallRecord> before = sight.calls;
    List<CallRecord> after = all(process);
    int i = 0;
    for (CallRecord call : after) {
      while (i < before.size() && before.get(i).id().compareTo(call.id()) < 0) {
        i++;
      }
      boolean was = i < before.size() && before.get(i).id().equals(call.id());
      if (was) {
        isNotOlder(before.get(i), call);
      } else {
        everHeld.add(call.id());
        changedAt.put(call.id(), pair.time().now());
      }
    }
    sight.calls = after;
  }

  private void isNotOlder(CallRecord before, CallRecord after) {
    if (before.version().isNewerThan(after.version())) {
      throw new AssertionError(
          after.id() + " fell from " + before.version() + " to " + after.version());
    }
    if (!before.version().equals(after.version())) {
      changedAt.put(after.id(), pair.time().now());
    }
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
    Sight sight = sights[process.index()];
    if (wrong.isEmpty()) {
      sight.wrong = null;
      return;
    }
    // A cut that heals in time and then a peer that freezes are two faults: each has its own
    // allowance.
    Wrong before = sight.wrong;
    String kind = wrong.get().substring(0, Math.min(12, wrong.get().length()));
    if (before == null || !before.kind().equals(kind)) {
      sight.wrong = new Wrong(kind, pair.time().now());
      return;
    }
    long since = before.sinceNanos();
    if (pair.time().now() - since > ALLOWANCE) {
      throw new AssertionError(
          (process.index() == 0 ? "A" : "B")
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
    return wrongCall(sights[primary.index()].calls, sights[backup.index()].calls, view);
  }

  /** Both tables as they were just sampled, side by side. */
  private Optional<String> wrongCall(List<CallRecord> own, List<CallRecord> copies, NodeView view) {
    int i = 0;
    for (CallRecord call : own) {
      boolean before = call.multisite() && call.bornSession() != view.connection().session();
      if (before && view.role() == Role.PRIMARY) {
        return Optional.of("multisite call " + call.id() + " is from before");
      }
      while (i < copies.size() && copies.get(i).id().compareTo(call.id()) < 0) {
        i++;
      }
      boolean same =
          i < copies.size()
              && copies.get(i).id().equals(call.id())
              && copies.get(i).version().equals(call.version());
      if (!same && !before && pair.time().now() - lastChange(call.id()) >= SECOND) {
        return Optional.of("the backup lacks " + call.id() + " in version " + call.version());
      }
    }
    return Optional.empty();
  }

  private long lastChange(CallId id) {
    return changedAt.getOrDefault(id, pair.time().now());
  }

  // ---- at the end
  // ------------------------------------------------------------------------------------------------

  /** Whether {@link #atTheEnd} would find nothing now. */
  boolean isGoodEnd() {
    for (SimulatedProcess process : pair.processes()) {
      NodeView view = process.view();
      boolean ready =
          view != null
              && view.connection().state() == ConnectionState.ESTABLISHED
              && (view.role() == Role.PRIMARY || view.readiness().forSwitchover());
      if (!ready) {
        return false; // as nearly always when it isn't good; the rest costs more
      }
    }
    try {
      atTheEnd();
      return true;
    } catch (AssertionError notYet) {
      return false;
    }
  }

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
    for (CallId id : everHeld) {
      boolean explained =
          ended.containsKey(id)
              || lostWithTheirHolders.contains(id)
              || (forced && multisite.contains(id));
      if (!explained && primary.node().calls().find(id).isEmpty()) {
        throw new AssertionError("lost " + id);
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
