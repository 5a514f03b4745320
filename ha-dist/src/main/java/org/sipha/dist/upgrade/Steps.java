package org.sipha.dist.upgrade;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.upgrade.Journal.Standing;

/** Carries a step out: written down before, then done, then written down what came of it. */
final class Steps {
  private final Scribe scribe;
  private final Journal journal;
  private final Lookout lookout;
  private final Servers servers;
  private final Method method;
  private final Calls calls;
  private final Duration startLimit;
  private final Consumer<String> say;

  Steps(
      Scribe scribe,
      Lookout lookout,
      Servers servers,
      Method method,
      Calls calls,
      Duration startLimit,
      Consumer<String> say) {
    this.scribe = scribe;
    this.journal = scribe.journal();
    this.lookout = lookout;
    this.servers = servers;
    this.method = method;
    this.calls = calls;
    this.startLimit = startLimit;
    this.say = say;
  }

  /**
   * Carries out an open step, or one that is forced.
   *
   * @throws Ended if nothing may go on after it
   */
  void carryOut(Next next, Pair pair) throws Ended, IOException {
    Optional<StepName> gate = next.gate(pair);
    if (gate.isPresent()) {
      journal.begin(gate.get(), next.node(), "");
      journal.end(Step.State.DONE, next.isOpen() ? "open" : "forced");
    }
    String node = next.node() == null ? "" : next.node();
    String sentence = sentence(next.step(), node);
    journal.begin(next.step(), next.node(), sentence);
    say.accept(sentence);
    switch (next.step()) {
      case STOP -> stop(next, node);
      case INSTALL -> install(node);
      case START -> start(node);
      case SWITCHOVER -> switchOver(next);
      default -> throw new IllegalStateException("nothing to do for " + next);
    }
    scribe.save();
  }

  private String sentence(StepName step, String node) {
    return switch (step) {
      case STOP -> "stopping " + node;
      case INSTALL -> "putting " + journal.goal().get(node) + " in place for " + node;
      case START ->
          "starting " + node + journal.hand(node).installed().map(v -> " in " + v).orElse("");
      default -> "switching over";
    };
  }

  private void stop(Next next, String node) throws Ended, IOException {
    scribe.note(node, journal.hand(node).in(Hand.State.STOPPING));
    // The look before is some milliseconds old, and a failover takes no longer.
    if (!Next.of(journal.goal(), journal.hands(), lookout.look()).equals(next)) {
      journal.withdraw();
      return;
    }
    try {
      method.stop(node, String.valueOf(journal.goal().get(node)));
    } catch (CommandFailure | IOException e) {
      throw new Ended(Standing.REFUSED, node + " wasn't stopped: " + reason(e));
    }
    journal.hand(node, journal.hand(node).in(Hand.State.STOPPED));
    journal.end(Step.State.DONE, "");
  }

  private void install(String node) throws Ended, IOException {
    String version = String.valueOf(journal.goal().get(node));
    scribe.note(node, new Hand(Hand.State.STOPPED, Optional.empty()));
    try {
      String done = String.join("; ", method.install(node, version));
      journal.hand(node, new Hand(Hand.State.STOPPED, Optional.of(version)));
      journal.end(Step.State.DONE, done);
    } catch (CommandFailure | IOException e) {
      failed(version + " can't be put in place for " + node + ": " + reason(e));
    }
  }

  private void start(String node) throws Ended, IOException {
    Optional<String> version = journal.hand(node).installed();
    scribe.note(node, journal.hand(node).in(Hand.State.STARTED));
    String trouble = node + " doesn't start" + version.map(v -> " in " + v).orElse("") + ": ";
    try {
      method.start(node, version.orElse(""));
      scribe.save();
      Optional<String> failure = awaitRole(node, version);
      if (failure.isPresent()) {
        failed(trouble + failure.get());
      }
    } catch (CommandFailure | IOException e) {
      failed(trouble + reason(e));
    }
  }

  /** Empty when it has its role, else why it won't. */
  private Optional<String> awaitRole(String node, Optional<String> version) throws IOException {
    StartWatch watch = new StartWatch(node, version, startLimit, System.nanoTime());
    while (true) {
      Optional<Boolean> running = lookout.isRunning(node); // before the look, or it seems to end
      Pair pair = lookout.look();
      StartWatch.Verdict verdict = watch.judge(pair, running, System.nanoTime());
      if (verdict.isUp()) {
        Seen seen = pair.of(node);
        journal.hand(node, Hand.off(seen.version()));
        journal.end(Step.State.DONE, seen.role() + " in " + seen.version());
        return Optional.empty();
      }
      if (verdict.failure().isPresent()) {
        String last = method.lastWords(node);
        return Optional.of(
            verdict.failure().get() + (last.isEmpty() ? "" : ". Its last words:\n" + last));
      }
      scribe.tell();
      lookout.pause();
    }
  }

  private void switchOver(Next next) throws Ended, IOException {
    Pair pair = lookout.look();
    if (!isStill(next, pair)) {
      journal.withdraw();
      return;
    }
    String primary = pair.primary().orElseThrow().node();
    calls.before(primary, servers.calls(primary));
    scribe.save();
    new RoleSwitch(servers, lookout).from(primary, pair, !next.isOpen());
    journal.end(Step.State.DONE, "");
  }

  /** Forced is what old multisite calls alone hold, and nothing else. */
  private boolean isStill(Next next, Pair pair) {
    Next now = Next.of(journal.goal(), journal.hands(), pair);
    return now.step() == StepName.SWITCHOVER
        && (next.isOpen()
            ? now.isOpen()
            : now.closed().stream().allMatch(Reason::isOfOldMultisiteCalls));
  }

  /** A version has failed on a server: back, unless that is where it is going. */
  private void failed(String text) throws Ended, IOException {
    say.accept(text);
    journal.end(Step.State.FAILED, text);
    if (journal.isBack()) {
      throw new Ended(
          Standing.FAILED,
          text + "\n" + Holds.of(lookout.look()) + " sipha upgrade --resume tries again.");
    }
    journal.goBack(text);
    say.accept("going back to " + Holds.versions(journal.goal()));
  }

  private static String reason(Exception failure) {
    return failure instanceof IOException outside
        ? CommandFailure.reason(outside)
        : String.valueOf(failure.getMessage());
  }
}
