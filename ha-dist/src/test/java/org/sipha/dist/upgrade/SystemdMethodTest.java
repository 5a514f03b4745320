package org.sipha.dist.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sipha.dist.CommandFailure;

/** Servers as units: what systemctl is told, and what its answers mean. */
class SystemdMethodTest {
  @TempDir Path directory;
  private Path state;
  private Path asked;
  private SystemdMethod method;

  @BeforeEach
  void make() throws IOException {
    FakePrograms programs = new FakePrograms(directory);
    state = directory.resolve("state");
    asked = directory.resolve("asked");
    Path systemctl = directory.resolve("systemctl");
    FakePrograms.script(
        systemctl,
        """
        #!/bin/sh
        echo "$@" >>%s
        case $1 in
          show) cat %s ;;
          start) echo 'Job for unit failed.' >&2; exit 1 ;;
        esac
        """
            .formatted(asked, state));
    method =
        new SystemdMethod(
            programs.installation,
            programs.servers,
            new JsonObject(),
            "sipha-NAME.service",
            systemctl.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "active,true",
    "activating,true",
    "deactivating,true",
    "inactive,false",
    "failed,false",
    "maintenance,"
  })
  void theStateOfAUnitTellsWhetherItsServerRuns(String word, Boolean running) throws Exception {
    Files.writeString(state, word + "\n");
    assertThat(method.isRunning("sips-b")).isEqualTo(Optional.ofNullable(running));
    assertThat(asked).content().contains("--property=ActiveState sipha-sips-b.service");
  }

  @Test
  void aServerThatSystemdDoesNotRunIsRefused() throws Exception {
    Files.writeString(state, "inactive\n");
    assertThatThrownBy(() -> method.prepare(FakePrograms.seen("sips-b", 1)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("the unit sipha-sips-b.service isn't active");
    Files.writeString(state, "active\n");
    method.prepare(FakePrograms.seen("sips-b", 1));
  }

  @Test
  void unitsAreStoppedAndStartedAndAFailureIsTold() throws Exception {
    method.stop("sips-b", Sights.NEW);
    assertThat(asked).content().isEqualTo("stop sipha-sips-b.service\n");
    assertThatThrownBy(() -> method.start("sips-b", Sights.NEW))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("systemctl start sipha-sips-b.service failed (1): Job for unit");
  }
}
