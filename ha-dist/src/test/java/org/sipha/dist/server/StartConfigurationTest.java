package org.sipha.dist.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ServerTrouble;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/** With what a server starts whose configuration server is down, or gives what it can't use. */
class StartConfigurationTest {
  private static final String OLD = LiveConfigurationTest.TEXT;
  private static final String NEW = OLD.replace("6001", "6002");
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final FakeConfigurationServer server;

  StartConfigurationTest(@TempDir Path directory) {
    server = new FakeConfigurationServer(directory);
  }

  private StartConfiguration start() throws CommandFailure {
    return StartConfiguration.read(server, PATIENCE);
  }

  private CommandFailure failure() {
    return catchThrowableOfType(CommandFailure.class, this::start);
  }

  @Test
  void whatTheServerGivesGoesBeforeTheCopy() throws Exception {
    StartConfiguration start = startWith(NEW, OLD);
    assertThat(new String(start.text().content(), UTF_8)).isEqualTo(NEW);
    assertThat(start.copy()).isNull();
  }

  private StartConfiguration startWith(String given, String kept) throws Exception {
    server.gives(given).kept(kept);
    return start();
  }

  @Test
  void anotherNameThanThatOfTheApplicationAskedForIsNamed() throws Exception {
    assertThat(startWith(OLD, OLD).strangeName()).isEmpty();
    assertThat(startWith(OLD.replace("sips-a", "sips-b"), OLD).strangeName())
        .contains(
            "http://server/ was asked for application sips-a, but application-name is sips-b: is it the right one?");
    server.has(ServerTrouble.passing("is down")).kept(OLD.replace("sips-a", "sips-b"));
    assertThat(start().strangeName()).isPresent();
  }

  @Test
  void theCopyIsTakenAtOnceWhileTheServerIsDown() throws Exception {
    server.has(ServerTrouble.passing("is down")).kept(OLD);

    StartConfiguration start = start();

    assertThat(new String(start.text().content(), UTF_8)).isEqualTo(OLD);
    assertThat(start.copy()).isNotNull();
    assertThat(start.copy().why()).isEqualTo("is down");
    assertThat(start.copy().keptAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(server.looks).hasValue(1);
  }

  @Test
  void theCopyIsTakenWhenTheServerGivesGarbage() throws Exception {
    StartConfiguration start = startWith("<html>", OLD);

    assertThat(new String(start.text().content(), UTF_8)).isEqualTo(OLD);
    assertThat(start.copy()).isNotNull();
    assertThat(start.copy().why()).startsWith("gives an invalid one:").contains("<html>");
  }

  @Test
  void garbageWithoutACopyIsAnInvalidConfiguration() {
    server.gives("<html>");
    CommandFailure failure = failure();
    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(failure.text()).contains("http://server/", "neither [section] nor name = value");
  }

  @Test
  void aCopyThatIsInvalidTooIsReportedBeside() throws IOException {
    server.has(ServerTrouble.passing("is down")).kept(OLD.replace("server-id = 1", ""));
    CommandFailure failure = failure();
    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(failure.text())
        .contains("is down", "copy is invalid too", server.file().toString(), "server-id");
  }

  @Test
  void withoutACopyWhatMayPassIsWaitedForAndThenNamed() {
    server.has(ServerTrouble.passing("is down"));

    CommandFailure failure = failure();

    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(failure.text()).contains("http://server/ is down", "no copy to start with");
    assertThat(server.looks.get()).isGreaterThan(1);
  }

  @Test
  void withoutACopyWhatStaysIsNotWaitedFor() {
    server.has(ServerTrouble.lasting("answers 401"));

    assertThat(failure().exitStatus()).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(server.looks).hasValue(1);
  }

  @Test
  void aServerThatComesInTimeIsEnough() throws Exception {
    server.has(ServerTrouble.passing("is down"));
    Thread comes =
        new Thread(
            () -> {
              while (server.looks.get() < 2) {
                Thread.onSpinWait();
              }
              server.gives(OLD);
            });
    comes.start();

    assertThat(StartConfiguration.read(server, Duration.ofSeconds(20)).copy()).isNull();
    comes.join();
  }
}
