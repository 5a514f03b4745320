package org.sipha.it.agent;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sipha.it.agent.HeldCalls.Side;

/** One of the {@link ChanceCalls}, and what its parties were told of it. */
public final class ChanceCall {
  /** A request is given up after 32 s (RFC 3261 17.1). */
  private static final Duration ANSWERS = Duration.ofSeconds(40);

  private static final Duration OTHER_SIDE = Duration.ofSeconds(5);

  private final UserAgent caller;
  private final UserAgent callee;
  private final String name;
  private final Side hangsUp;
  private final long calledNanos = System.nanoTime();
  private final CompletableFuture<Outcome> setUp;
  private volatile long answeredNanos;
  private volatile @Nullable CompletableFuture<Outcome> bye;

  ChanceCall(UserAgent caller, UserAgent callee, String dialled, String name, Side hangsUp) {
    this.caller = caller;
    this.callee = callee;
    this.name = name;
    this.hangsUp = hangsUp;
    this.setUp =
        caller
            .call(dialled, name)
            .whenComplete((outcome, failure) -> answeredNanos = System.nanoTime());
  }

  /** Its id on the servers. */
  public String serversId() {
    return caller.dialog(name).map(Dialog::serversId).orElse("");
  }

  /** Whether the caller waits for an answer that the callee has given. */
  public boolean isBeingAnswered() {
    return !setUp.isDone() && callee.dialog(name).isPresent();
  }

  /** Whether one of them has hung up and waits for the answer. */
  public boolean isBeingEnded() {
    CompletableFuture<Outcome> asked = bye;
    return asked != null && !asked.isDone();
  }

  /** Whether the one who hung up was told that it is over. */
  public boolean isOver() {
    CompletableFuture<Outcome> asked = bye;
    return asked != null && asked.isDone() && asked.join().isSuccess();
  }

  /** From the call to its answer. */
  long setUpNanos() {
    return answeredNanos - calledNanos;
  }

  CompletableFuture<Outcome> setUp() {
    return setUp;
  }

  /** One of them hangs up, unless that was done before. */
  synchronized CompletableFuture<Outcome> hangUp() {
    CompletableFuture<Outcome> asked = bye;
    if (asked == null) {
      UserAgent agent = hangsUp == Side.CALLER ? caller : callee;
      asked =
          agent
              .dialog(name)
              .map(agent::hangUp)
              .orElseGet(
                  () -> CompletableFuture.completedFuture(new Outcome(0, "has no such call")));
      bye = asked;
    }
    return asked;
  }

  /** Waits until it is over; says why that didn't work for both of them. */
  Optional<String> end() {
    Outcome outcome = HeldCalls.await(hangUp(), System.nanoTime() + ANSWERS.toNanos());
    if (!outcome.isSuccess()) {
      return Optional.of("the " + hangsUp + " hangs up: " + outcome.text());
    }
    UserAgent other = hangsUp == Side.CALLER ? callee : caller;
    long deadline = System.nanoTime() + OTHER_SIDE.toNanos();
    while (other.dialog(name).filter(Dialog::endedByPeer).isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        return Optional.of("the " + hangsUp + " hung up, and the other one heard no BYE");
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name + " (" + serversId() + ")";
  }
}
