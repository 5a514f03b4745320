package org.sipha.dist.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sipha.dist.upgrade.Waiting.Verdict.What;

/** How long which gate may be closed. */
class WaitingTest {
  private static final Reason SETTLING = new Reason("a", "settling", "23 s of 60 s");
  private static final Reason MULTISITE =
      new Reason("a", Reason.OLD_MULTISITE_CALLS, "3 calls, oldest 00:42:10");

  private static Waiting waiting(OldMultisiteCalls choice) {
    return new Waiting(
        new Terms(
            Duration.ofSeconds(100), Duration.ofSeconds(500), choice, Duration.ofSeconds(60)));
  }

  private static What at(Waiting waiting, long seconds, Reason... closed) {
    return waiting
        .judge(StepName.SWITCHOVER, List.of(closed), Duration.ofSeconds(seconds).toNanos())
        .what();
  }

  @Test
  void aGateMayBeClosedToItsLimit() {
    Waiting waiting = waiting(OldMultisiteCalls.GIVE_UP);
    assertThat(at(waiting, 1000, SETTLING)).isEqualTo(What.GO_ON);
    assertThat(at(waiting, 1099, SETTLING)).isEqualTo(What.GO_ON);
    assertThat(at(waiting, 1100, SETTLING)).isEqualTo(What.REFUSE);
  }

  @Test
  void eachGateHasTheWholeLimit() {
    Waiting waiting = waiting(OldMultisiteCalls.GIVE_UP);
    at(waiting, 1000, SETTLING);
    assertThat(waiting.judge(StepName.STOP, List.of(SETTLING), Duration.ofSeconds(1150).toNanos()))
        .extracting(Waiting.Verdict::what)
        .isEqualTo(What.GO_ON);
    waiting.over();
    assertThat(at(waiting, 1500, SETTLING)).isEqualTo(What.GO_ON);
  }

  @ParameterizedTest
  @CsvSource({"WAIT,GO_ON", "GIVE_UP,REFUSE", "ACCEPT_LOSS,FORCE"})
  void oldMultisiteCallsHaveALimitOfTheirOwn(OldMultisiteCalls choice, What atTheLimit) {
    Waiting waiting = waiting(choice);
    assertThat(at(waiting, 1000, MULTISITE)).isEqualTo(What.GO_ON);
    assertThat(at(waiting, 1499, MULTISITE)).isEqualTo(What.GO_ON);
    assertThat(at(waiting, 1500, MULTISITE)).isEqualTo(atTheLimit);
  }

  @Test
  void whatComesBesideThemForAMomentNeitherUsesUpTheirLimitNorItsOwn() {
    Waiting waiting = waiting(OldMultisiteCalls.ACCEPT_LOSS);
    at(waiting, 1000, MULTISITE);
    at(waiting, 1498, MULTISITE);
    assertThat(at(waiting, 1499, SETTLING, MULTISITE)).isEqualTo(What.GO_ON);
    assertThat(at(waiting, 1510, SETTLING, MULTISITE)).as("never forced").isEqualTo(What.GO_ON);
    assertThat(at(waiting, 1511, MULTISITE)).isEqualTo(What.FORCE);
  }

  @Test
  void theyHoldNothingButASwitchover() {
    Waiting waiting = waiting(OldMultisiteCalls.ACCEPT_LOSS);
    long now = Duration.ofSeconds(5000).toNanos();
    waiting.judge(StepName.CHECK, List.of(MULTISITE), 0);
    assertThat(waiting.judge(StepName.CHECK, List.of(MULTISITE), now).what())
        .isEqualTo(What.REFUSE);
  }
}
