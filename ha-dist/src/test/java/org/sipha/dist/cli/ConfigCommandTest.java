package org.sipha.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.PairFiles;
import org.sipha.dist.ExitStatus;
import picocli.CommandLine;

class ConfigCommandTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path file = Path.of("");

  @BeforeEach
  void writeAFile() throws Exception {
    file = PairFiles.write(directory, PairFiles.LocalPair.withDefaults()).a();
    String text = Files.readString(file).replaceFirst("tls = required", "tls = off");
    Files.writeString(file, text + "\n[dn:1001]\npassword = very-secret-1001\n");
  }

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new ConfigCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void showSaysWhereEachValueComesFromAndNoSecret() {
    assertThat(run("show", file.toString())).isZero();

    assertThat(out.toString())
        .contains("[TServer]\napplication-name = sips-a   ; line ")
        .contains("ha-max-calls-sync-at-once = 500   ; default\n")
        .contains("[dn:1001]\n; contact is not set\npassword = ***   ; line ")
        .doesNotContain("very-secret");
  }

  @Test
  void showReportsWhatIsWrongLikeCheck() throws Exception {
    Files.writeString(file, Files.readString(file).replaceFirst("sip-port = 5060", "sip-port = x"));

    assertThat(run("show", file.toString())).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(err.toString()).contains("[TServer] sip-port = x");
    assertThat(out.toString()).isEmpty();
    assertThat(run("check", file.toString())).isEqualTo(ExitStatus.CONFIGURATION);
  }

  @Test
  void showNamesTheIncludedFileThatSetsAValue() throws Exception {
    Path included = Files.writeString(directory.resolve("more.ini"), "[TServer]\nmin-se = 90\n");
    Files.writeString(file, "include = more.ini\n" + Files.readString(file));

    assertThat(run("show", file.toString())).isZero();
    assertThat(out.toString()).contains("min-se = 90   ; line 2 of " + included + "\n");
  }

  @Test
  void checkOfBothFilesSaysWhetherTheyFitTogether() throws Exception {
    Path other = directory.resolve(PairFiles.NAME_B + ".ini");
    String text = Files.readString(other).replaceFirst("tls = required", "tls = off");
    Files.writeString(other, text);

    assertThat(run("check", file.toString(), other.toString())).isZero();
    assertThat(out.toString())
        .isEqualTo(file + " and " + other + ": valid, and they fit together\n");
    assertThat(err.toString())
        .isEqualTo("warning: " + other + ": [dn:1001] stands in " + file + " and not here\n");

    Files.writeString(other, text.replaceFirst("sip-port = .*", "sip-port = 5099"));
    assertThat(run("check", file.toString(), other.toString())).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(err.toString()).contains("sip-port = 5099: is 5060 in " + file);
    assertThat(run("check", file.toString(), other.toString(), "third"))
        .isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void checkReportsBothFilesBeforeItComparesThem() throws Exception {
    Path other = Files.writeString(directory.resolve("b.ini"), "oops");
    Files.writeString(file, Files.readString(file).replaceFirst("sip-port = 5060", "sip-port = x"));

    assertThat(run("check", file.toString(), other.toString())).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(err.toString()).contains("sip-port = x", other + ":1: oops");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void describeSaysEverythingOfTheOptionsWithThatName() {
    assertThat(run("describe", "sync-at-once")).isZero();

    assertThat(out.toString())
        .startsWith("[TServer] ha-max-calls-sync-at-once\n")
        .contains("valid: 200 to 1000")
        .contains("default 500")
        .contains("takes effect when the HA connection is established")
        .doesNotContain("sip-port");
    assertThat(run("describe", "no-such")).isEqualTo(ExitStatus.USAGE);
  }
}
