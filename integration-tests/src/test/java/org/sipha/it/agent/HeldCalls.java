package org.sipha.it.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Calls between two user agents that stay up until a story ends them. Each has a name, and each
 * operation says of every call whether it worked; an assertion that fails names the calls and why.
 */
public final class HeldCalls implements AutoCloseable {
  /** One of the two parties. */
  public enum Side {
    /** Who called. */
    CALLER,
    /** Who answered. */
    CALLEE
  }

  /** A call with both its ends. */
  public record HeldCall(String name, Dialog caller, Dialog callee) {
    Dialog end(Side side) {
      return side == Side.CALLER ? caller : callee;
    }

    Dialog otherEnd(Side side) {
      return side == Side.CALLER ? callee : caller;
    }
  }

  private static final Duration ANSWERS = Duration.ofSeconds(40);
  private static final Duration OTHER_SIDE = Duration.ofSeconds(5);
  private static final int SHOWN = 10;

  private final UserAgent caller;
  private final UserAgent callee;
  private final String dialled;
  private int names;

  /** Calls from one agent to the other, by the number that the servers route there. */
  public HeldCalls(UserAgent caller, UserAgent callee, String dialled) {
    this.caller = caller;
    this.callee = callee;
    this.dialled = dialled;
  }

  /**
   * Sets up calls at a steady rate and waits until all are up at both ends.
   *
   * @throws AssertionError if one isn't
   */
  public List<HeldCall> setUp(int count, int perSecond) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(dialled + "-" + ++names);
    }
    Map<String, String> failed =
        each(all, perSecond, Function.identity(), name -> caller.call(dialled, name));
    List<HeldCall> calls = new ArrayList<>();
    for (String name : all) {
      if (!failed.containsKey(name)) {
        calls.add(
            new HeldCall(
                name,
                caller.dialog(name).orElseThrow(),
                callee.dialog(name).orElseThrow(() -> new AssertionError("no callee: " + name))));
      }
    }
    waitForOtherSide(
        calls, failed, call -> call.callee().state() == Dialog.State.UP, "not up at the callee");
    assertNone(failed, count, "were not set up");
    return calls;
  }

  /**
   * Ends calls from one side at a steady rate: each BYE must be answered with 200, and the other
   * side must get one.
   *
   * @throws AssertionError if one can't be ended so
   */
  public void end(List<HeldCall> calls, Side side, int perSecond) {
    Map<String, String> failed =
        each(calls, perSecond, HeldCall::name, call -> agent(side).hangUp(call.end(side)));
    waitForOtherSide(
        calls, failed, call -> call.otherEnd(side).endedByPeer(), "the other side heard no BYE");
    assertNone(failed, calls.size(), "could not be ended by the " + side);
    assertNoViolations();
  }

  /**
   * One side puts the other on hold and takes it back, by re-INVITE.
   *
   * @throws AssertionError if a re-INVITE isn't answered with 200 or doesn't reach the other side
   */
  public void holdAndResume(List<HeldCall> calls, Side side, int perSecond) {
    for (String direction : List.of("sendonly", "sendrecv")) {
      Map<String, String> failed =
          each(
              calls,
              perSecond,
              HeldCall::name,
              call -> agent(side).reInvite(call.end(side), direction));
      waitForOtherSide(
          calls,
          failed,
          call -> call.otherEnd(side).peerDirection().equals(direction),
          "the other side heard no re-INVITE");
      assertNone(failed, calls.size(), "could not be held and resumed by the " + side);
    }
    assertNoViolations();
  }

  /** Fails if either agent got what no server may send. */
  public void assertNoViolations() {
    List<String> violations = new ArrayList<>(caller.violations());
    violations.addAll(callee.violations());
    if (!violations.isEmpty()) {
      throw new AssertionError(
          violations.size()
              + " messages break RFC 3261: "
              + String.join("\n", violations.subList(0, Math.min(SHOWN, violations.size()))));
    }
  }

  private UserAgent agent(Side side) {
    return side == Side.CALLER ? caller : callee;
  }

  /** Starts an operation for each item at a steady rate, and gives back why it failed, by name. */
  private static <T> Map<String, String> each(
      List<T> items,
      int perSecond,
      Function<T, String> name,
      Function<T, CompletableFuture<Outcome>> operation) {
    Map<String, CompletableFuture<Outcome>> running = new LinkedHashMap<>();
    long start = System.nanoTime();
    for (T item : items) {
      long due = start + running.size() * TimeUnit.SECONDS.toNanos(1) / perSecond;
      while (due - System.nanoTime() > 0) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      running.put(name.apply(item), operation.apply(item));
    }
    Map<String, String> failed = new LinkedHashMap<>();
    long deadline = System.nanoTime() + ANSWERS.toNanos();
    running.forEach(
        (call, answer) -> {
          Outcome outcome = await(answer, deadline);
          if (!outcome.isSuccess()) {
            failed.put(call, outcome.text());
          }
        });
    return failed;
  }

  static Outcome await(CompletableFuture<Outcome> answer, long deadline) {
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      return answer.get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Outcome.SILENCE;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void waitForOtherSide(
      List<HeldCall> calls,
      Map<String, String> failed,
      Function<HeldCall, Boolean> reached,
      String reason) {
    long deadline = System.nanoTime() + OTHER_SIDE.toNanos();
    for (HeldCall call : calls) {
      while (!failed.containsKey(call.name()) && !reached.apply(call)) {
        if (System.nanoTime() - deadline > 0) {
          failed.put(call.name(), reason + ": " + call.caller() + ", " + call.callee());
        } else {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
      }
    }
  }

  private static void assertNone(Map<String, String> failed, int of, String what) {
    if (!failed.isEmpty()) {
      throw new AssertionError(
          "%d of %d calls %s, for example %s"
              .formatted(
                  failed.size(),
                  of,
                  what,
                  failed.entrySet().stream().limit(SHOWN).map(Object::toString).toList()));
    }
  }

  @Override
  public void close() {
    caller.close();
    callee.close();
  }
}
