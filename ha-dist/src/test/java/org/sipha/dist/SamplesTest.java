package org.sipha.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tarball has for programs of others, as those programs understand it. */
class SamplesTest {
  private static final Path SHARE = Path.of("src", "main", "dist", "share");
  private static final String UNIT = "sipha@.service";
  private static final String PROGRAM = "/opt/sipha/servers/%i/current/bin/sipha";

  @TempDir Path directory;

  private static String unit() throws IOException {
    return Files.readString(SHARE.resolve("systemd").resolve(UNIT));
  }

  @Test
  void systemdUnderstandsTheUnit() throws Exception {
    Path unit = directory.resolve(UNIT);
    // It is verified, too, that the program is there.
    Files.writeString(unit, unit().replace(PROGRAM, "/bin/true"));

    String said = said("/usr/bin/systemd-analyze", "systemd", "verify", unit.toString());

    assertThat(said.lines().filter(line -> line.contains(UNIT))).isEmpty();
  }

  @Test
  void theCommandLineUnderstandsHowTheUnitStartsAServer() throws IOException {
    assertThat(startedBy(unit(), PROGRAM)).isEqualTo("server");
  }

  @Test
  void systemdUnderstandsTheUnitOfAGridMemberAndTheCommandLineWhatItStarts() throws Exception {
    String text = Files.readString(SHARE.resolve("systemd").resolve("sipha-grid.service"));
    String program = "/opt/sipha/grid/current/bin/sipha";
    Path unit = directory.resolve("sipha-grid.service");
    Files.writeString(unit, text.replace(program, "/bin/true"));
    String said = said("/usr/bin/systemd-analyze", "systemd", "verify", unit.toString());
    assertThat(said.lines().filter(line -> line.contains("sipha-grid"))).isEmpty();

    assertThat(startedBy(text, program)).isEqualTo("grid");
  }

  /** The command that a unit starts, with arguments that it understands. */
  private static String startedBy(String unit, String program) {
    String prefix = "ExecStart=" + program + " ";
    String arguments =
        unit.lines().filter(line -> line.startsWith(prefix)).findFirst().orElseThrow();
    return Main.commandLine()
        .parseArgs(arguments.substring(prefix.length()).split(" "))
        .subcommand()
        .commandSpec()
        .name();
  }

  @Test
  void haproxyUnderstandsItsConfiguration() throws Exception {
    Path configuration = SHARE.resolve("haproxy").resolve("haproxy.cfg");
    said("/usr/sbin/haproxy", "haproxy", "-c", "-f", configuration.toString());
  }

  /**
   * What a program of Debian says; skips the test where it isn't, but not in a continuous build.
   */
  private static String said(String program, String debianPackage, String... arguments)
      throws IOException, InterruptedException {
    DebianProgram.require(program, debianPackage);
    ProcessBuilder command = new ProcessBuilder(program).redirectErrorStream(true);
    command.command().addAll(List.of(arguments));
    Process process = command.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
