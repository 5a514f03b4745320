package org.sipha.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit of systemd in the tarball. */
class SystemdUnitTest {
  private static final String NAME = "sipha@.service";
  private static final String PROGRAM = "/opt/sipha/current/bin/sipha";
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
  private static final String NOT_INSTALLED =
      "systemd-analyze isn't installed (Debian: apt-get install systemd)";

  @TempDir Path directory;

  private static String unit() throws IOException {
    return Files.readString(Path.of("src", "main", "dist", "share", "systemd", NAME));
  }

  @Test
  void systemdUnderstandsAllOfIt() throws Exception {
    boolean installed = Files.isExecutable(ANALYZE);
    if (!installed && System.getenv("CI") != null) {
      fail(NOT_INSTALLED);
    }
    assumeTrue(installed, NOT_INSTALLED);
    Path unit = directory.resolve(NAME);
    // It is verified, too, that the program is there.
    Files.writeString(unit, unit().replace(PROGRAM, "/bin/true"));

    Process process =
        new ProcessBuilder(ANALYZE.toString(), "verify", unit.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said.lines().filter(line -> line.contains(NAME))).isEmpty();
    assertThat(process.exitValue()).as(said).isZero();
  }

  @Test
  void theCommandLineUnderstandsHowItStartsAServer() throws IOException {
    String prefix = "ExecStart=" + PROGRAM + " ";
    String arguments =
        unit().lines().filter(line -> line.startsWith(prefix)).findFirst().orElseThrow();

    assertThat(
            Main.commandLine()
                .parseArgs(arguments.substring(prefix.length()).split(" "))
                .subcommand()
                .commandSpec()
                .name())
        .isEqualTo("server");
  }
}
