package org.sipha.dist.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/** What programs say of themselves, and which servers can't run side by side. */
class ProgramVersionsTest {
  private static final String ANSWER =
      """
      {"product": "0.2.0", "java": "17.0.1", "protocol": {"min": 1, "max": 2}, "schema": 1,
       "server": {"name": "sips-a", "unsafeSettings": {"arbiter": "1a"}, "sharedSettings": {"x": "2b"}},
       "something": "that only a later version knows"}
      """;

  @TempDir Path directory;

  @Test
  void answerIsUnderstood() throws IOException {
    assertThat(ProgramVersions.parse(ANSWER))
        .isEqualTo(
            new ProgramVersions("0.2.0", 1, 2, 1, Map.of("arbiter", "1a"), Map.of("x", "2b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sipha 0.1.0",
        "[]",
        "{}",
        "{\"product\": \"1\"}",
        "{\"product\": \"1\", \"protocol\": {\"min\": 1}, \"schema\": 1}",
        "{\"product\": \"1\", \"protocol\": {\"min\": 1, \"max\": \"2\"}, \"schema\": 1}",
        "{\"product\": 1, \"protocol\": 1}"
      })
  void anythingElseIsNoAnswer(String text) {
    assertThatThrownBy(() -> ProgramVersions.parse(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not what sipha version --json answers");
  }

  @Test
  void protocolsWithoutAVersionInCommonAreRefused() {
    ProgramVersions old = versions(1, 2, Map.of());
    ProgramVersions next = versions(2, 3, Map.of());
    ProgramVersions far = versions(3, 4, Map.of());
    assertThat(old.refuses(next)).isEmpty();
    assertThat(next.refuses(old)).isEmpty();
    assertThat(old.refuses(far).orElseThrow()).contains("protocol 1 to 2", "3 to 4");
    assertThat(far.refuses(old)).isPresent();
  }

  @Test
  void unsafeSettingsThatBothKnowMustBeEqual() {
    ProgramVersions one = versions(1, 1, Map.of("lock-file", "1", "arbiter", "1", "old", "1"));
    assertThat(one.refuses(versions(1, 1, Map.of("lock-file", "1", "arbiter", "1", "new", "2"))))
        .isEmpty();
    assertThat(one.refuses(versions(1, 1, Map.of("lock-file", "2", "arbiter", "2"))).orElseThrow())
        .contains("arbiter, lock-file");
  }

  @Test
  void programIsAskedWithTheConfiguration() throws Exception {
    Path program =
        program("[ \"$*\" = 'version --json --config a b.ini' ] && cat <<'E'\n" + ANSWER + "E\n");
    assertThat(ProgramVersions.ask(program, Optional.of(Path.of("a b.ini"))).product())
        .isEqualTo("0.2.0");
  }

  @Test
  void configurationThatTheProgramRefusesIsSaidInItsOwnWords() throws Exception {
    Path program = program("echo 'a.ini:3: unknown option' >&2; exit 78");
    CommandFailure failure =
        catchThrowableOfType(
            CommandFailure.class, () -> ProgramVersions.ask(program, Optional.empty()));
    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(failure.text()).isEqualTo("a.ini:3: unknown option");
  }

  @Test
  void programThatFailsIsSaidWithWhatItSays() throws Exception {
    Path program = program("echo 'no Java found' >&2; exit 1");
    assertThatThrownBy(() -> ProgramVersions.ask(program, Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended with status 1: no Java found");
    assertThatThrownBy(() -> ProgramVersions.ask(directory.resolve("none"), Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none");
  }

  @Test
  void programThatDoesNotEndIsKilledWithWhatItStarted() throws Exception {
    Path child = directory.resolve("child");
    Path program = program("sleep 600 & echo $! > " + child + "; wait");
    assertThatThrownBy(() -> ProgramRun.of(List.of(program.toString()), Duration.ofMillis(500)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("hasn't ended after");
    long pid = Long.parseLong(Files.readString(child).strip());
    ProcessHandle.of(pid).ifPresent(left -> left.onExit().orTimeout(10, TimeUnit.SECONDS).join());
  }

  private static ProgramVersions versions(int min, int max, Map<String, String> unsafe) {
    return new ProgramVersions("0." + max + ".0", min, max, 1, unsafe, Map.of());
  }

  private Path program(String script) throws IOException {
    Path program = Files.writeString(directory.resolve("sipha"), "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }
}
