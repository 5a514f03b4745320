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
import org.sipha.core.call.EndCause;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.link.PeerMessage.CallEnd;
import org.sipha.core.node.Effect;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.port.AskReason;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.role.Role;
import org.sipha.core.simulation.SimulatedSip.Answer;

/**
 * Sees both nodes as they are and knows what must never be (DESIGN, invariants). It lives apart
 * from the scenarios, and knows nothing of how the nodes work.
 *
 * <p>Verdicts and tables are looked at here; {@link AnswersCheck}, {@link BatchesCheck}, {@link
 * RegistrationsCheck}, {@link GridCheck} and {@link RightCheck} look at the rest.
 */
final class Checker {
  private static final long SECOND = 1_000_000_000L;

  /** A verdict may be wrong for {@code addp-timeout} plus a tick. */
  private static final long ALLOWANCE = 1_500_000_000L + 50_000_000L + 60_000_000L;

  /**
   * {@code -Dsipha.sim.trace=ID} writes into the history how each node's copy of that call changes.
   */
  private static final @Nullable String TRACED = System.getProperty("sipha.sim.trace");

  private static final String LACKS = "the backup lacks ";
  private static final long SAMPLE = 100_000_000L;

  private final Surroundings pair;
  private final AnswersCheck answers;
  private final BatchesCheck batches = new BatchesCheck();
  private final RightCheck right;
  private final ServiceCheck service;
  private final RegistrationsCheck registrations;
  private final GridCheck grid;
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

    /** Calls that were taken out since then: what comes back may be older. */
    final Set<CallId> takenOut = new HashSet<>();

    @Nullable Wrong wrong;
  }

  private record End(SimulatedProcess knower, boolean byParty) {}

  /** Calls that were ended; confirmed ends are final. */
  private final Map<CallId, End> ended = new HashMap<>();

  private final Set<CallId> endedForGood = new HashSet<>();
  private final Set<CallId> multisite = new HashSet<>();

  /** Calls that a process which lacked nothing has removed from the grid. */
  private final Set<CallId> dropped = new HashSet<>();

  /** Calls whose name another call has had before, which the grid remembers. */
  private final Set<CallId> namesakes = new HashSet<>();

  /** Calls that no living process held when the last holder died. */
  private final Set<CallId> lostWithTheirHolders = new HashSet<>();

  private final long settlingNanos;
  private long nextSample;
  private boolean forced;

  Checker(Surroundings pair, Duration settling) {
    this.pair = pair;
    this.settlingNanos = settling.toNanos();
    this.answers = new AnswersCheck(pair);
    this.right = new RightCheck(pair);
    this.service = new ServiceCheck(pair);
    this.registrations = new RegistrationsCheck(pair);
    this.grid = new GridCheck(pair);
  }

  // ---- what happens
  // ----------------------------------------------------------------------------------------------

  void started(SimulatedProcess process) {
    sights[process.index()] = new Sight();
    service.started();
  }

  void created(CallId id, boolean isMultisite) {
    // Where both processes and both disks have forgotten the epoch its numbers come again: then
    // this is another call of that name. If the grid remembers the first one nobody can tell them
    // apart.
    if (pair.grid().calls().containsKey(id)) {
      namesakes.add(id);
    }
    ended.remove(id);
    endedForGood.remove(id);
    grid.created(id);
    if (isMultisite) {
      multisite.add(id);
    }
  }

  /** Whether the parties of a call know that it is over. */
  boolean hasEnded(CallId id) {
    return ended.containsKey(id);
  }

  /** A node begins to serve: what the grid has is to be there in the end, if it hasn't ended. */
  void did(SimulatedProcess process, Effect effect) {
    if (!(effect instanceof Effect.GridServe serve)) {
      return;
    }
    for (CallId id : pair.grid().calls().keySet()) {
      boolean lacks = process.node().calls().find(id).isEmpty();
      if (lacks && !ended.containsKey(id)) {
        if (serve.complete()) {
          if (dropped.add(id)) { // else it was removed before, and that is still on its way
            grid.isDroppedAsGhost(process, id);
          }
          lostWithTheirHolders.add(id);
        } else if (!dropped.contains(id)) {
          lostWithTheirHolders.remove(id);
          everHeld.add(id);
        }
      }
    }
  }

  RegistrationsCheck registrations() {
    return registrations;
  }

  /** A forced switchover or a stop at 0 may leave multisite calls from before behind. */
  void forced() {
    forced = true;
  }

  void asks(SimulatedProcess process, AskReason reason) {
    right.asks(process, reason);
  }

  void sent(SimulatedProcess process, Frame frame) {
    if (frame instanceof Data data) {
      batches.sent(process, data);
    }
    onlyWhatIsSpoken(process, frame);
  }

  /** What protocol 2 brings is neither said nor heard by a process that speaks 1. */
  private static void onlyWhatIsSpoken(SimulatedProcess process, Frame frame) {
    if (process.settings().protocol().max() == 1
        && frame instanceof Heartbeat heartbeat
        && heartbeat.wallClockMillis() != null) {
      throw new AssertionError("a wall clock though protocol 1 is spoken");
    }
  }

  /** An answer goes to its party. */
  void answered(SimulatedProcess process, Answer answer) {
    answers.went(process, answer, ended.containsKey(answer.call()));
    if (answer.ends() && answer.isProtected()) {
      endedForGood.add(answer.call());
    }
  }

  void sees(SimulatedProcess process, NodeView view) {
    Bounds.areKept(view);
    batches.sees(process, view);
    right.sees(process, view);
  }

  /** A process that stood still goes on where it was. */
  void woke(SimulatedProcess process) {
    sights[process.index()].wrong = null; // nobody could read what it said
    right.afterStep(process);
  }

  /** Before a process dies: whoever is held by nobody else goes with it. */
  void dies(SimulatedProcess process) {
    SimulatedProcess other = pair.other(process.index());
    for (CallRecord call : all(process)) {
      boolean elsewhere =
          other != null && other.isAlive() && other.node().calls().find(call.id()).isPresent();
      if (!elsewhere) {
        boolean isNamedLoss = forced && multisite.contains(call.id());
        if (!ended.containsKey(call.id()) && !isNamedLoss) {
          answers.lost(call.id(), process);
        }
        lostWithTheirHolders.add(call.id());
        grid.lostWithItsHolder(call.id());
      }
    }
    ended.forEach(
        (id, end) -> {
          if (end.knower() == process && !endedForGood.contains(id)) {
            lostWithTheirHolders.add(id);
          }
        });
  }

  void opens(SimulatedProcess process, long epoch) {
    right.opens(process, epoch);
  }

  // ---- after every event
  // -----------------------------------------------------------------------------------------

  /** A node has handled an input; nothing of what it wants has been done yet. */
  void handled(SimulatedProcess process, Input input) {
    if (input instanceof Input.FrameReceived received) {
      onlyWhatIsSpoken(process, received.frame());
    }
    if (input instanceof Input.CallEnded end && process.node().calls().find(end.id()).isEmpty()) {
      sights[process.index()].takenOut.add(end.id());
      ended.put(end.id(), new End(process, end.cause() == EndCause.PARTY));
      answers.ended(process, end);
    } else if (input instanceof Input.FrameReceived received
        && received.frame() instanceof Data data
        && data.message() instanceof CallEnd end) {
      sights[process.index()].takenOut.add(end.id());
    } else if (input instanceof Input.RegistrationChanged changed) {
      registrations.handled(process, changed);
    } else if (input instanceof Input.LimitConfigured limit) {
      batches.configured(process, limit.calls());
    }
  }

  /** What the node wanted has been done. */
  void afterStep(SimulatedProcess process, Input input) {
    if (TRACED != null) {
      trace(process, CallId.parse(TRACED));
    }
    right.afterStep(process);
    if (input instanceof Input.CallChanged changed) {
      answers.stored(process, changed);
    }
    if (pair.time().now() >= nextSample) {
      nextSample = pair.time().now() + SAMPLE;
      for (SimulatedProcess each : pair.processes()) {
        if (each.isAlive()) {
          versionsNeverFall(each);
          registrations.sample(each);
        }
      }
      pair.processes().forEach(this::verdictIsRight);
      service.sample();
    }
  }

  private void trace(SimulatedProcess process, CallId id) {
    String now = process.node().calls().find(id).map(CallRecord::toString).orElse("absent");
    String before = traced.put(process, now);
    if (!now.equals(before)) {
      pair.note(process.name() + " TRACE " + now);
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
      if (was && !sight.takenOut.contains(call.id())) {
        isNotOlder(before.get(i), call);
      } else {
        everHeld.add(call.id());
        changedAt.put(call.id(), pair.time().now());
      }
    }
    sight.calls = after;
    sight.takenOut.clear();
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
    if (view != null) {
      pair.read(process, view);
    }
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
    // allowance. What is wrong with calls changes from call to call and is one fault all the same.
    Wrong before = sight.wrong;
    String kind = wrong.get().startsWith(LACKS) ? LACKS : wrong.get();
    if (before == null || !before.kind().equals(kind)) {
      sight.wrong = new Wrong(kind, pair.time().now());
      return;
    }
    long since = pair.time().now() - before.sinceNanos();
    if (since > ALLOWANCE) {
      throw new AssertionError(
          process.name() + " says 1 though for " + since / 1_000_000 + " ms " + wrong.get());
    }
  }

  private Optional<String> violatedRule(SimulatedProcess process, NodeView view) {
    SimulatedProcess other = pair.other(process.index());
    if (other == null || !other.isAlive()) {
      return Optional.of("peer dead");
    }
    if (other.isFrozen()) {
      return Optional.of("peer frozen the " + other.standstills() + ". time");
    }
    if (pair.network().isCut()) {
      return Optional.of(pair.network().cut());
    }
    SimulatedProcess primary = view.role() == Role.PRIMARY ? process : other;
    SimulatedProcess backup = primary == process ? other : process;
    if (view.role() == Role.PRIMARY) {
      long established = view.connection().establishedNanos();
      if (process.clock() - established < settlingNanos) {
        return Optional.of("the connection is too young");
      }
    }
    Optional<String> lacking = registrations.lacking(primary, backup);
    return lacking.isPresent()
        ? Optional.of(LACKS + "the registration of " + lacking.get())
        : wrongCall(sights[primary.index()].calls, sights[backup.index()].calls, view);
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
      boolean same = i < copies.size() && copies.get(i).equals(call);
      if (!same && !before && pair.time().now() - lastChange(call.id()) >= SECOND) {
        return Optional.of(LACKS + call.id() + " in version " + call.version());
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
      if (copy.isPresent()
          && copy.get().version().equals(call.version())
          && !copy.get().equals(call)) {
        throw new AssertionError("two contents of " + call.id() + " " + call.version());
      }
      if ((endedForGood.contains(call.id()) || isEndKnown(call.id()))
          && !mayBeServedTwice(primary, call.id())) {
        throw new AssertionError("ghost " + call.id());
      }
    }
    for (CallRecord call : all(backup)) {
      if (primary.node().calls().find(call.id()).isEmpty()) {
        throw new AssertionError("only the backup holds " + call.id());
      }
    }
    noCallIsLost(primary);
    registrations.atTheEnd(primary, backup);
    grid.atTheEnd(primary, view, namesakes);
    bothAreReady(primary, backup);
    living.forEach(AnswersCheck::noneWaits);
  }

  /**
   * Without an arbiter both may serve, and what one sets up comes to the other by the grid: an end
   * at either after that is heard by nobody else. And there alone the number of an epoch that no
   * disk took is forgotten with both processes.
   */
  private boolean mayBeServedTwice(SimulatedProcess primary, CallId id) {
    End end = ended.get(id);
    return pair.arbiter() == ArbiterType.MANUAL
        && (namesakes.contains(id)
            || primary.sip().recalled().contains(id)
            || (end != null && end.knower().sip().recalled().contains(id)));
  }

  private boolean isEndKnown(CallId id) {
    End end = ended.get(id);
    return end != null
        && end.byParty()
        && end.knower().isAlive()
        && !lostWithTheirHolders.contains(id);
  }

  private void noCallIsLost(SimulatedProcess primary) {
    for (CallId id : everHeld) {
      boolean explained =
          ended.containsKey(id)
              || namesakes.contains(id)
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
    List<SimulatedProcess> found =
        living.stream().filter(p -> p.view() != null && p.view().role() == role).toList();
    if (found.size() != 1) {
      throw new AssertionError(
          "not exactly one "
              + role
              + ": "
              + living.stream()
                  .map(
                      p ->
                          p.view() == null
                              ? "?"
                              : p.view().phase() + " " + p.view().connection().state())
                  .toList());
    }
    return found.get(0);
  }

  private static List<CallRecord> all(SimulatedProcess process) {
    CallDirectory calls = process.node().calls();
    return calls.page(null, calls.size() + 1);
  }
}
