package org.sipha.dist.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.sipha.dist.upgrade.Sights.NEW;
import static org.sipha.dist.upgrade.Sights.OLD;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.core.role.Role;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/** What stands against an upgrade before anything is stopped, and what a dry run says. */
class CheckTest {
  @TempDir Path directory;
  private FakePair pair;
  private FakeMethod method;
  private Servers servers;

  @BeforeEach
  void start() throws IOException {
    pair = new FakePair(directory, OLD);
    method = new FakeMethod(pair);
    servers = new Servers(List.of(pair.a.place(), pair.b.place()));
  }

  @AfterEach
  void stop() {
    pair.close();
  }

  private void check(String version) throws CommandFailure, IOException {
    new Check(method, version).programs(Check.whole(servers));
  }

  private static void assertRefused(ThrowingCallable asked, int status, String... words) {
    CommandFailure failure = catchThrowableOfType(CommandFailure.class, asked);
    assertThat(failure.exitStatus()).isEqualTo(status);
    assertThat(failure.text()).contains(words);
  }

  @Test
  void nothingStandsAgainstAWholePair() throws Exception {
    check(NEW);
    assertThat(new Check(method, NEW).isDone(Check.whole(servers))).isFalse();
    assertThat(new Check(method, OLD).isDone(Check.whole(servers))).isTrue();
    assertThat(method.done).isEmpty();
  }

  @Test
  void aServerThatIsDownIsNamed() {
    pair.end(pair.b);
    assertRefused(() -> check(NEW), ExitStatus.UNAVAILABLE, "isn't whole", "b: not-reached");
  }

  @Test
  void aServerWithoutARoleIsNamed() {
    pair.b.role = Role.NONE;
    assertRefused(() -> check(NEW), ExitStatus.REFUSED, "isn't whole", "b: roles: none");
  }

  @Test
  void aConfigurationThatTheVersionCannotUseIsTold() {
    assertRefused(
        () -> check(FakeMethod.CAN_USE_NOTHING),
        ExitStatus.CONFIGURATION,
        "nothing was stopped",
        "a.ini:7: unknown option");
  }

  @Test
  void versionsThatCannotRunSideBySideAreRefused() {
    method.programs.put(NEW, FakeMethod.speaks(NEW, 9, 9, Map.of()));
    assertRefused(() -> check(NEW), ExitStatus.REFUSED, "a in 0.2.0 beside b", "none in common");
  }

  @Test
  void settingsThatTheTwoWouldRefuseAreNamed() {
    method.programs.put(OLD, FakeMethod.speaks(OLD, 1, 1, Map.of("sip-port", "x")));
    method.programs.put(NEW, FakeMethod.speaks(NEW, 1, 1, Map.of("sip-port", "y")));
    assertRefused(() -> check(NEW), ExitStatus.REFUSED, "sip-port");
  }

  @Test
  void aProgramThatIsAnotherVersionThanItsDirectorySaysIsRefused() {
    method.programs.put(NEW, FakeMethod.speaks("0.3.0", 1, 1, Map.of()));
    assertRefused(() -> check(NEW), ExitStatus.REFUSED, "says that it is 0.3.0 and not 0.2.0");
  }

  @Test
  void aDryRunTellsThePlanAndTheGatesAsTheyAreNow() throws Exception {
    List<String> said = new ArrayList<>();
    assertThat(new DryRun(Check.whole(servers), NEW).print(said::add)).isTrue();
    assertThat(said).contains("   1. gate-upgrade b: open now", "   2. stop b", "   6. switchover");
    said.clear();
    pair.a.blockers.add(new Reason("a", "settling", "23 s of 60 s"));
    assertThat(new DryRun(Check.whole(servers), NEW).print(said::add)).isFalse();
    assertThat(said)
        .contains("   5. gate-switchover: closed now", "        a: settling: 23 s of 60 s");
    assertThat(method.done).isEmpty();
  }
}
