package org.sipha.core.simulation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.Command.Kind;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.role.Role;
import org.sipha.core.simulation.SimulatedNetwork.Meddler;
import org.sipha.core.simulation.SimulatedSip.Answer;

/**
 * A pair in virtual time in which nothing happens by itself: a story says what does, in verbs.
 * {@link Checker} watches here, too. A story that fails prints its history.
 *
 * <p>Nodes are named by {@link #A}, which is preferred as primary and dials, and {@link #B}.
 */
final class QuietPair extends QuietWorld implements TestExecutionExceptionHandler {
  private static final double SECOND = 1e9;
  private static final double PATIENCE = 30;

  private long commands;
  private long queries;

  QuietPair() {
    this(Duration.ofSeconds(60));
  }

  /** For stories that are told too often to wait for 60 s each time. */
  QuietPair(Duration settling) {
    super(settling);
  }

  // ---- starting
  // ------------------------------------------------------------------------------------------------

  /** Changes the configuration of both servers; what runs already doesn't see it. */
  QuietPair with(Consumer<PairSettings> change) {
    change.accept(server(A));
    change.accept(server(B));
    return this;
  }

  /** Changes the configuration of one server. */
  QuietPair with(int index, Consumer<PairSettings> change) {
    change.accept(server(index));
    return this;
  }

  /** Starts both and waits until A is primary and B backup. */
  void startBoth() {
    start(A);
    start(B);
    until("A is primary and B backup", () -> role(A) == Role.PRIMARY && role(B) == Role.BACKUP);
  }

  /** As {@link #startBoth}, and waits until both report 1. */
  void startReady() {
    startBoth();
    untilReady();
  }

  // ---- time
  // ----------------------------------------------------------------------------------------------------

  /** Runs until it is so; returns the seconds that took. Fails after 30 s. */
  double until(String what, BooleanSupplier condition) {
    return within(PATIENCE, what, condition);
  }

  /** Runs until it is so; returns the seconds that took. Fails after so many seconds. */
  double within(double seconds, String what, BooleanSupplier condition) {
    long began = time().now();
    long end = began + (long) (seconds * SECOND);
    while (!condition.getAsBoolean()) {
      if (!time().step(end)) {
        throw new AssertionError("not within " + seconds + " s: " + what + "; " + describe());
      }
    }
    return (time().now() - began) / SECOND;
  }

  /** Runs until both nodes report ready for switchover. */
  void untilReady() {
    within(
        90,
        "both are ready",
        () -> readyForSwitchover(A) && readyForSwitchover(B) && whoHas(Role.PRIMARY).isPresent());
  }

  /** Runs until both tables are equal, one node serves and both are ready, or fails. */
  void endsWell() {
    run(75);
    checker().atTheEnd();
  }

  // ---- faults
  // --------------------------------------------------------------------------------------------------

  void crash(int index) {
    note(name(index) + " crashes");
    node(index).die();
  }

  void freeze(int index) {
    note(name(index) + " is frozen");
    node(index).freeze();
  }

  void thaw(int index) {
    note(name(index) + " wakes up");
    node(index).thaw();
  }

  /** Nothing passes in either direction for so long. */
  void cut(double seconds) {
    note("cut for " + seconds + " s");
    network().cutFrom(A, (long) (seconds * SECOND));
    network().cutFrom(B, (long) (seconds * SECOND));
  }

  /** Open sockets are reset; new ones can be opened at once. */
  void reset() {
    note("reset");
    network().reset();
  }

  /** That node lives and applies what it hears, but its confirmations don't go out. */
  void confirmsNothing(int index) {
    note(name(index) + " confirms nothing");
    network().meddle(index, Meddler.CONFIRMS_NOTHING);
  }

  void confirmsAgain(int index) {
    network().meddle(index, Meddler.NONE);
  }

  /** A cut that is long enough to end the session, and then the new session. */
  void loseConnection() {
    long before = view(A).connection().session();
    cut(3);
    run(3);
    until(
        "a new session",
        () ->
            connection(A) == ConnectionState.ESTABLISHED
                && connection(B) == ConnectionState.ESTABLISHED
                && view(A).connection().session() != before);
  }

  // ---- operators
  // -----------------------------------------------------------------------------------------------

  CommandResult switchover(int index) {
    return command(index, Kind.SWITCHOVER, false);
  }

  CommandResult forceSwitchover(int index) {
    checker().forced();
    return command(index, Kind.SWITCHOVER, true);
  }

  CommandResult promote(int index) {
    return command(index, Kind.PROMOTE, false);
  }

  CommandResult demote(int index) {
    return command(index, Kind.DEMOTE, false);
  }

  /** Commands and waits for the answer. */
  CommandResult command(int index, Kind kind, boolean force) {
    long number = give(index, kind, force);
    until("an answer to " + kind, () -> node(index).reply(number) != null);
    return requireNonNull(node(index).reply(number));
  }

  /** Commands without waiting; the number finds the answer. */
  long give(int index, Kind kind, boolean force) {
    node(index).give(new Input.Command(++commands, kind, force));
    return commands;
  }

  /** Tells the process to end, and waits until it has. */
  double stop(int index) {
    checker().forced();
    note(name(index) + " is told to stop");
    SimulatedProcess process = node(index);
    process.give(new Input.Stop());
    return until(name(index) + " has ended", process::hasStopped);
  }

  BlockingCallsPage blocking(int index, @Nullable CallId after, int max) {
    node(index).give(new Input.ListBlockingCalls(++queries, after, max));
    run(0.001);
    return requireNonNull(node(index).blocking());
  }

  BlockingCallsPage blocking(int index) {
    return blocking(index, null, 1_000);
  }

  // ---- calls
  // ---------------------------------------------------------------------------------------------------

  /** Sets calls up on the primary; returns their ids as soon as the node knows them. */
  List<CallId> setUpCalls(int count) {
    return setUp(count, false);
  }

  CallId setUpCall() {
    return setUp(1, false).get(0);
  }

  CallId setUpMultisiteCall() {
    return setUp(1, true).get(0);
  }

  private List<CallId> setUp(int count, boolean multisite) {
    SimulatedProcess primary = primary();
    List<CallId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(primary.sip().setUpCall(multisite).call());
    }
    CallId last = ids.get(count - 1);
    until("the calls are set up", () -> primary.node().calls().find(last).isPresent());
    return ids;
  }

  /** The answer of a new call on the primary, which has not been given yet. */
  Answer answerNewCall() {
    return primary().sip().setUpCall(false);
  }

  void change(CallId id) {
    primary().sip().changeCall(record(primary().index(), id).orElseThrow());
    run(0.000_01);
  }

  Answer end(CallId id) {
    Answer answer = primary().sip().endCall(id);
    run(0.000_01);
    return answer;
  }

  // ---- looking
  // -------------------------------------------------------------------------------------------------

  NodeView view(int index) {
    return requireNonNull(node(index).view(), () -> "no view of " + name(index));
  }

  Role role(int index) {
    return processes().stream()
        .filter(p -> p.index() == index)
        .map(SimulatedProcess::view)
        .filter(Objects::nonNull)
        .findFirst()
        .map(NodeView::role)
        .orElse(Role.NONE);
  }

  ConnectionState connection(int index) {
    return view(index).connection().state();
  }

  boolean readyForSwitchover(int index) {
    return view(index).readiness().forSwitchover();
  }

  /** The blockers of a node, as operators read them. */
  List<String> blockers(int index) {
    return view(index).readiness().blockers().stream().map(Object::toString).toList();
  }

  SimulatedProcess primary() {
    return whoHas(Role.PRIMARY)
        .orElseThrow(() -> new AssertionError("nobody is primary: " + describe()));
  }

  private Optional<SimulatedProcess> whoHas(Role role) {
    return processes().stream().filter(p -> role(p.index()) == role).findFirst();
  }

  Optional<CallRecord> record(int index, CallId id) {
    return node(index).node().calls().find(id);
  }

  boolean holds(int index, CallId id) {
    return record(index, id).isPresent();
  }

  /** Whether both hold the call in the same version. */
  boolean isEqual(CallId id) {
    Optional<CallRecord> copy = record(A, id);
    return copy.isPresent()
        && copy.map(CallRecord::version).equals(record(B, id).map(CallRecord::version));
  }

  int calls(int index) {
    return node(index).node().calls().size();
  }

  private String describe() {
    StringBuilder text = new StringBuilder();
    for (SimulatedProcess process : processes()) {
      NodeView view = process.view();
      text.append(name(process.index()))
          .append(" ")
          .append(
              view == null
                  ? "shows nothing"
                  : view.phase() + " " + view.connection().state() + " " + view.readiness())
          .append("; ");
    }
    return text.toString();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
    throw new AssertionError(failure.getMessage() + "\n" + history(), failure);
  }
}
