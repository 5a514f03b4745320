package org.sipha.dist.upgrade;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.upgrade.Journal.Standing;
import org.sipha.dist.upgrade.Waiting.Verdict;

/**
 * The loop: looks at both servers, takes the {@link Next} step, until the goal is reached or
 * something is refused.
 *
 * <p>It may be killed at any point and go on from what was written and what is seen. A version that
 * fails on a server turns the goal round; whatever else goes wrong ends the loop, and the operator
 * decides.
 */
final class Upgrade {
  /** Both servers there and back, and a few deaths between; more than that is no progress. */
  private static final int MOST_STEPS = 60;

  private static final String WHAT_NEXT =
      " sipha upgrade --resume goes on from here, --rollback goes back.";

  private final Scribe scribe;
  private final Journal journal;
  private final Servers servers;
  private final Calls calls;
  private final Lookout lookout;
  private final Waiting waiting;
  private final WaitingWords words;
  private final Steps steps;
  private final Consumer<String> say;
  private final AtomicBoolean interrupted = new AtomicBoolean();

  /**
   * An upgrade that begins or goes on.
   *
   * @param calls of this upgrade
   * @param say takes a line for the operator
   * @param pause between two looks
   */
  Upgrade(
      Scribe scribe,
      Servers servers,
      Method method,
      Terms terms,
      Calls calls,
      Consumer<String> say,
      Duration pause) {
    this.scribe = scribe;
    this.journal = scribe.journal();
    this.servers = servers;
    this.calls = calls;
    this.say = say;
    this.lookout = new Lookout(servers, method, journal, pause);
    this.waiting = new Waiting(terms);
    this.words = new WaitingWords(servers, say);
    this.steps = new Steps(scribe, lookout, servers, method, calls, terms.startLimit(), say);
  }

  /** Ends it soon, no step half way; it can be resumed. Any thread. */
  void interrupt() {
    interrupted.set(true);
  }

  /**
   * Goes on until the end.
   *
   * @return the exit status
   * @throws IOException if the state can't be written
   */
  int run() throws IOException {
    Ended end;
    try {
      end = goOn();
    } catch (Ended e) {
      end = e;
    }
    if (journal.underWay().isPresent()) {
      journal.end(
          end.standing() == Standing.REFUSED ? Step.State.REFUSED : Step.State.FAILED, end.text());
    }
    journal.reports(calls.report());
    journal.ends(end.standing(), end.text());
    scribe.save();
    return exitStatus(end.standing());
  }

  private int exitStatus(Standing standing) {
    return switch (standing) {
      case DONE -> ExitStatus.DONE;
      case ROLLED_BACK -> journal.failure().isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED;
      case REFUSED -> ExitStatus.REFUSED;
      default -> ExitStatus.FAILED;
    };
  }

  private Ended goOn() throws Ended, IOException {
    String intent = "both servers are to run " + Holds.versions(journal.goal());
    journal.says(Standing.RUNNING, intent);
    scribe.save();
    say.accept(intent);
    int taken = 0;
    while (taken < MOST_STEPS) {
      scribe.refuseIfUnwanted();
      if (interrupted.get()) {
        return new Ended(Standing.REFUSED, "interrupted." + WHAT_NEXT);
      }
      Pair pair = lookout.look();
      findCalls(pair);
      Next next = Next.of(journal.goal(), journal.hands(), pair);
      journal.plan(Plan.of(journal.goal(), journal.hands(), pair));
      if (!next.isOpen() && !isForced(next, pair)) {
        lookout.pause();
      } else if (next.step() == StepName.WHOLE) {
        return finished(pair);
      } else {
        waiting.over();
        steps.carryOut(next, pair);
        taken++;
      }
    }
    return new Ended(
        Standing.FAILED,
        "the pair doesn't come to rest after " + taken + " steps: look at the servers' logs.");
  }

  /** What became of the calls is worth a report, and never worth an upgrade. */
  private void findCalls(Pair pair) {
    if (!pair.hasRoles()) {
      return;
    }
    try {
      new CallSearch(servers, calls).look(pair, journal.startedAt());
      journal.reports(calls.report());
    } catch (IOException e) {
      say.accept("what became of the calls isn't known yet: " + CommandFailure.reason(e));
    }
  }

  /** Whether a closed gate is passed all the same: only where the operator accepted the loss. */
  private boolean isForced(Next next, Pair pair) throws Ended, IOException {
    Verdict verdict = waiting.judge(next.step(), next.closed(), System.nanoTime());
    StepName gate = next.gate(pair).orElse(next.step());
    String text = words.of(gate, next.closed(), verdict.left());
    if (verdict.what() == Verdict.What.FORCE) {
      say.accept("forced, as --old-multisite-calls accept-loss says: " + text);
      return true;
    }
    boolean isNew = journal.underWay().filter(step -> step.name() == gate).isEmpty();
    journal.await(gate, next.node(), text);
    if (isNew) {
      scribe.save();
    } else {
      scribe.tell();
    }
    if (verdict.what() == Verdict.What.REFUSE) {
      throw new Ended(
          Standing.REFUSED, gate + " stayed closed to its limit: " + text + "." + WHAT_NEXT);
    }
    return false;
  }

  private Ended finished(Pair pair) {
    journal.begin(StepName.WHOLE, null, "");
    journal.end(Step.State.DONE, "");
    if (!journal.isBack()) {
      return new Ended(Standing.DONE, Holds.of(pair));
    }
    return new Ended(
        Standing.ROLLED_BACK,
        journal.failure().isEmpty()
            ? Holds.of(pair)
            : Holds.of(pair) + " The reason: " + journal.failure());
  }
}
