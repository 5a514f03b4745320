package org.sipha.dist.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.dist.upgrade.Sights.NEW;
import static org.sipha.dist.upgrade.Sights.OLD;
import static org.sipha.dist.upgrade.Sights.backup;
import static org.sipha.dist.upgrade.Sights.gone;
import static org.sipha.dist.upgrade.Sights.none;
import static org.sipha.dist.upgrade.Sights.primary;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.sipha.core.role.Role;
import org.sipha.dist.upgrade.Seen.Life;
import org.sipha.dist.upgrade.StartWatch.Verdict;

/** When a started server is up, and when it has failed. */
class StartWatchTest {
  private final StartWatch watch = new StartWatch("b", Optional.of(NEW), Duration.ofSeconds(60), 0);

  private Verdict at(long seconds, Seen a, Seen b, Boolean running) {
    return watch.judge(
        new Pair(a, b), Optional.ofNullable(running), Duration.ofSeconds(seconds).toNanos());
  }

  private static Seen starting(List<String> failedChecks, String refusal) {
    return new Seen(
        "b",
        Life.ANSWERS,
        "",
        Role.NONE,
        NEW,
        "self-checks",
        false,
        false,
        List.of(),
        failedChecks,
        Optional.ofNullable(refusal),
        OptionalLong.empty());
  }

  @Test
  void itIsUpWithItsRoleInTheWantedVersion() {
    assertThat(at(1, primary("a", OLD), gone("b"), true)).isEqualTo(Verdict.GO_ON);
    assertThat(at(2, primary("a", OLD), none("b", NEW), true)).isEqualTo(Verdict.GO_ON);
    assertThat(at(3, primary("a", OLD), backup("b", NEW), true)).isEqualTo(Verdict.UP);
    assertThat(at(3, gone("a"), primary("b", NEW), true)).isEqualTo(Verdict.UP);
  }

  @Test
  void anotherVersionIsAFailure() {
    assertThat(at(1, primary("a", OLD), backup("b", OLD), true).failure())
        .contains("it runs 0.1.0 and not 0.2.0");
  }

  @Test
  void aProcessThatHasEndedIsAFailureAndOneThatNobodyKnowsIsWaitedFor() {
    assertThat(at(1, primary("a", OLD), gone("b"), false).failure())
        .contains("its process has ended");
    assertThat(at(1, primary("a", OLD), gone("b"), null)).isEqualTo(Verdict.GO_ON);
  }

  @Test
  void aFailedSelfCheckIsAFailureUnlessTheServerIsAlone() {
    Seen failing = starting(List.of("disk-space: 3 MB are free"), null);
    assertThat(at(1, gone("a"), failing, true)).isEqualTo(Verdict.GO_ON);
    assertThat(at(1, primary("a", OLD), failing, true).failure())
        .contains("its self-check fails: disk-space: 3 MB are free");
  }

  @Test
  void aRefusalThatStaysIsAFailure() {
    Seen refused = starting(List.of(), "protocol 9 to 9");
    assertThat(at(1, primary("a", OLD), refused, true)).isEqualTo(Verdict.GO_ON);
    assertThat(at(2, primary("a", OLD), starting(List.of(), null), true)).isEqualTo(Verdict.GO_ON);
    assertThat(at(3, primary("a", OLD), refused, true)).isEqualTo(Verdict.GO_ON);
    assertThat(at(6, primary("a", OLD), refused, true).failure())
        .contains("the two servers refuse each other: protocol 9 to 9");
  }

  @Test
  void withoutARoleAtTheLimitItHasFailed() {
    assertThat(at(59, primary("a", OLD), none("b", NEW), true)).isEqualTo(Verdict.GO_ON);
    assertThat(at(60, primary("a", OLD), none("b", NEW), true).failure())
        .hasValueSatisfying(why -> assertThat(why).contains("no role after 60 s", "settling"));
  }
}
