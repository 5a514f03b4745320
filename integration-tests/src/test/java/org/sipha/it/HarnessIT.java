package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sipha.it.agent.HeldCalls;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.agent.UserAgent;
import org.sipha.it.harness.FreePorts;
import org.sipha.it.harness.Sipp;
import org.sipha.it.harness.SippScenario;

/**
 * The tools of the stories against each other, without a server: what they report must be right
 * before it is believed.
 */
@Tag("harness")
class HarnessIT {
  private static final Duration TALK = Duration.ofMillis(300);

  static List<Arguments> parties() {
    return List.of(
        Arguments.of(SippScenario.CALLER_HANGS_UP, SippScenario.CALLEE_WAITS),
        Arguments.of(SippScenario.CALLER_WAITS, SippScenario.CALLEE_HANGS_UP),
        Arguments.of(SippScenario.CALLER_HOLDS, SippScenario.CALLEE_IS_HELD));
  }

  @ParameterizedTest
  @MethodSource("parties")
  void sippCountsEachCallThatWasAnsweredAndEnded(SippScenario calling, SippScenario answering) {
    Sipp.require();
    int port = FreePorts.next();
    try (Sipp callee = Sipp.answer(answering, "1002", port, TALK);
        Sipp caller = Sipp.call(calling, "1001", FreePorts.next(), "1002", port, 50, TALK)) {
      caller.awaitAnswered(100, Duration.ofSeconds(20));
      Sipp.Result result = caller.stop(Duration.ofSeconds(20));
      assertThat(result.failed()).as(caller.errors()).isZero();
      assertThat(result.lost()).isZero();
      assertThat(result.successful()).isEqualTo(result.created()).isEqualTo(result.answered());
      assertThat(callee.stop(Duration.ofSeconds(20)).answered()).isEqualTo(result.answered());
    }
  }

  /**
   * Half a minute of waiting for SIPp's last retransmission: only in {@code ./dev soak harness}.
   */
  @Test
  @EnabledIfSystemProperty(named = "sipha.soak", matches = "harness")
  void sippTellsAnsweredCallsThatWereLost() {
    Sipp.require();
    int port = FreePorts.next();
    try (Sipp callee = Sipp.answer(SippScenario.CALLEE_WAITS, "1002", port, TALK);
        Sipp caller =
            Sipp.call(
                SippScenario.CALLER_HANGS_UP, "1001", FreePorts.next(), "1002", port, 20, TALK)) {
      caller.awaitAnswered(20, Duration.ofSeconds(20));
      callee.end();
      Sipp.Result result = caller.stop(Duration.ofMinutes(2));
      assertThat(result.failed()).isPositive();
      assertThat(result.lost()).isBetween(1L, result.failed());
    }
  }

  @Test
  void heldCallsAreHeldAndResumedAndEndedFromBothSides() {
    int callerPort = FreePorts.next();
    int calleePort = FreePorts.next();
    try (HeldCalls held =
        new HeldCalls(
            new UserAgent("1001", callerPort, calleePort),
            new UserAgent("1002", calleePort, callerPort),
            "1002")) {
      List<HeldCall> calls = held.setUp(200, 400);
      held.holdAndResume(calls.subList(0, 50), Side.CALLER, 200);
      held.holdAndResume(calls.subList(50, 100), Side.CALLEE, 200);
      held.end(calls.subList(0, 100), Side.CALLER, 400);
      held.end(calls.subList(100, 200), Side.CALLEE, 400);
    }
  }

  @Test
  void aCallThatWasLostIsNamed() {
    int callerPort = FreePorts.next();
    int calleePort = FreePorts.next();
    try (HeldCalls held =
        new HeldCalls(
            new UserAgent("1001", callerPort, calleePort),
            new UserAgent("1002", calleePort, callerPort),
            "1002")) {
      List<HeldCall> calls = held.setUp(3, 100);
      held.end(calls.subList(0, 1), Side.CALLER, 100);
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> held.end(calls, Side.CALLER, 100)))
          .hasMessageContaining("1 of 3 calls could not be ended by the CALLER")
          .hasMessageContaining(calls.get(0).name())
          .hasMessageContaining("481");
    }
  }
}
