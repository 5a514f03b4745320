package org.sipha.it.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sipha.it.agent.Line;

/** Calls of one {@link Flow} between DNs of their own: one SIPp for each party. */
public final class SippFlow implements AutoCloseable {
  private final Flow flow;
  private final String caller;
  private final String callee;
  private final String target;
  private final int callerPort = FreePorts.next();
  private final int calleePort = FreePorts.next();
  private final int targetPort = FreePorts.next();
  private final List<Party> parties = new ArrayList<>();
  private int calls;

  /** A party that runs, and how many calls it was told to have. */
  private record Party(Sipp sipp, int expected) {}

  /**
   * Makes up the parties; they don't run yet.
   *
   * @param number the number of the caller; those of the others come after it
   */
  public SippFlow(Flow flow, int number) {
    this.flow = flow;
    caller = String.valueOf(number);
    callee = String.valueOf(number + 1);
    target = String.valueOf(number + 2);
  }

  /** The flow. */
  public Flow flow() {
    return flow;
  }

  /** The caller's number. */
  public String caller() {
    return caller;
  }

  /** Makes the parties DNs of a pair. */
  public void configure(PairSetup setup) {
    setup.dn(caller, callerPort).dn(callee, calleePort).dn(target, targetPort);
  }

  /** Starts the callees, which answer so many calls. */
  public void answer(int count, Duration middle) {
    calls = count;
    flow.target()
        .ifPresent(scenario -> start(scenario, target, targetPort, List.of(), count, middle));
    start(
        flow.callee(),
        callee,
        calleePort,
        List.of("-key", "target", target),
        count * flow.calls(),
        middle);
  }

  /** Starts the caller, which begins its calls evenly within a time. */
  public void call(int sipPort, Duration middle, Duration within) {
    List<String> arguments =
        List.of(
            PairSetup.HOST + ":" + sipPort,
            "-s",
            callee,
            "-r",
            String.valueOf(calls),
            "-rp",
            String.valueOf(within.toMillis()),
            "-l",
            String.valueOf(calls));
    start(flow.caller(), caller, callerPort, arguments, calls, middle);
  }

  private void start(
      String scenario, String number, int port, List<String> more, int count, Duration middle) {
    List<String> arguments = new ArrayList<>(more);
    arguments.addAll(List.of("-m", String.valueOf(count)));
    String pause = String.valueOf(middle.toMillis() / flow.pauses());
    // The latter for those that must hear what comes meanwhile: a message without a time-out.
    arguments.addAll(List.of("-d", pause, "-recv_timeout", pause));
    Sipp sipp = Sipp.start(SippScenario.of(scenario), number, port, Line.loopback(port), arguments);
    parties.add(new Party(sipp, count));
  }

  /**
   * Waits until all parties have had all their calls.
   *
   * @param deadlineNanos until when, as {@link System#nanoTime} counts
   * @return what went wrong at any party
   */
  public List<String> awaitEnd(long deadlineNanos) {
    List<String> troubles = new ArrayList<>();
    for (Party party : parties) {
      Sipp sipp = party.sipp();
      try {
        int exitStatus =
            sipp.awaitExit(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
        Sipp.Result result = sipp.result();
        if (exitStatus != 0 || result.failed() != 0 || result.successful() != party.expected()) {
          troubles.add(
              "%s, %s: exit status %d, %s%n%s"
                  .formatted(flow.name(), sipp, exitStatus, result, sipp.errors()));
        }
      } catch (AssertionError stillCalling) {
        troubles.add(flow.name() + ": " + stillCalling.getMessage());
      }
    }
    return troubles;
  }

  /** Messages that any party had to send again. */
  public long retransmissions() {
    return parties.stream().mapToLong(party -> party.sipp().result().retransmissions()).sum();
  }

  @Override
  public void close() {
    parties.forEach(party -> party.sipp().close());
  }
}
