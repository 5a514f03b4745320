package org.sipha.bench.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sipha.bench.system.Telephones.Couple;
import org.sipha.it.agent.Line;
import org.sipha.it.harness.Sipp;
import org.sipha.it.harness.SippScenario;

/** A number of SIPp calls at a steady rate, each of which the caller ends after a time. */
final class CallLoad implements AutoCloseable {
  private static final SippScenario CALLER =
      new SippScenario("bench-uac", "3_200_Recv", "7_200_Recv");
  private static final SippScenario CALLEE =
      new SippScenario("bench-uas", "4_ACK_Recv", "5_BYE_Recv");

  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final Duration LAST_CALLS = Duration.ofSeconds(70);

  private final Sipp callee;
  private final Sipp caller;
  private final int calls;
  private final int perSecond;

  private CallLoad(Subject subject, Couple couple, int calls, int perSecond, Duration talk) {
    this.calls = calls;
    this.perSecond = perSecond;
    Line line = Line.loopback(subject.sipPort());
    // SIPp holds new calls back at this bound: twice what a rate and a set-up in no time give.
    String bound = String.valueOf(talk.equals(AN_HOUR) ? 2 * calls : 10_000);
    callee =
        Sipp.answer(
            CALLEE,
            couple.callee().number(),
            couple.callee().port(),
            line,
            talk,
            List.of("-l", bound));
    List<String> options = new ArrayList<>(List.of("-m", String.valueOf(calls), "-l", bound));
    // A proxy of several processes may let the 200 overtake the 180, which no telephone minds.
    options.add("-pause_msg_ign");
    caller =
        Sipp.call(
            CALLER,
            couple.caller().number(),
            couple.caller().port(),
            couple.callee().number(),
            line,
            perSecond,
            talk,
            options);
  }

  /** Begins a load of calls that last a second. */
  static CallLoad start(Subject subject, int perSecond, int seconds) {
    return new CallLoad(
        subject,
        subject.telephones().load(),
        perSecond * seconds,
        perSecond,
        Duration.ofSeconds(1));
  }

  /** Sets up calls that stay up for an hour, and waits until all are. */
  static CallLoad hold(Subject subject, Couple couple, int calls, int perSecond) {
    CallLoad load = new CallLoad(subject, couple, calls, perSecond, AN_HOUR);
    try {
      load.caller.awaitAnswered(calls, load.due().plus(LAST_CALLS));
      return load;
    } catch (RuntimeException | AssertionError e) {
      load.close();
      throw e;
    }
  }

  /** Waits for the end of the last call. */
  Sipp.Result await() {
    caller.awaitExit(due().plus(LAST_CALLS));
    return caller.result();
  }

  /** How it stands, as of the last second. */
  Sipp.Result result() {
    return caller.result();
  }

  /** CPU time that the telephones of both sides have used so far. */
  Duration cpu() {
    return caller.cpuTime().plus(callee.cpuTime());
  }

  private Duration due() {
    return Duration.ofSeconds(calls / perSecond + 1L);
  }

  @Override
  public void close() {
    caller.close();
    callee.close();
  }
}
