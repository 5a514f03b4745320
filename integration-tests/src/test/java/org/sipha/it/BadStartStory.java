package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.ShellCommand;

/**
 * A server that can't work as configured says everything that is wrong at once, and doesn't start.
 */
@Tag("badstart")
class BadStartStory {
  @ParameterizedTest
  @ValueSource(strings = {"config check", "server --config"})
  void allProblemsOfAConfigurationAreReportedAtOnce(String command) throws IOException {
    try (Pair pair = new PairSetup().dn("1001", 6001).create()) {
      Path file = pair.a().config();
      String good = Files.readString(file);
      String bad =
          good.replaceAll("ha-max-calls-sync-at-once = \\d+", "ha-max-calls-sync-at-once = 50")
              .replaceAll("http-port = \\d+", "http-port = eighty")
              .replace("ha-preferred-role", "ha-prefered-role")
              .replaceAll("(?s)\\[backup-sync].*?\\[arbiter]", "[arbiter]");
      Files.writeString(file, bad);

      ShellCommand result = sipha(command, file);

      assertThat(result.exitStatus()).as(result.output()).isEqualTo(78);
      assertThat(result.output())
          .contains(file.getFileName().toString())
          .contains("ha-max-calls-sync-at-once", "50", "200", "1000")
          .contains("http-port", "eighty")
          .contains("ha-prefered-role", "ha-preferred-role")
          .contains("backup-sync");
      assertThat(result.output()).containsPattern("\\b" + lineOf(bad, "http-port") + "\\b");
      assertThat(file.resolveSibling("sips-a")).as("data directory").doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"config check", "server --config"})
  void aFileThatCannotBeReadIsAConfigurationProblem(String command) {
    try (Pair pair = new PairSetup().create()) {
      Path nowhere = pair.a().config().resolveSibling("no such file.ini");
      ShellCommand result = sipha(command, nowhere);
      assertThat(result.exitStatus()).as(result.output()).isEqualTo(78);
      assertThat(result.output()).contains("no such file.ini");
      // A directory can be opened by nobody, root included.
      ShellCommand directory = sipha(command, Path.of(".").toAbsolutePath());
      assertThat(directory.exitStatus()).as(directory.output()).isEqualTo(78);
    }
  }

  @Test
  void aRightConfigurationPassesTheCheck() {
    try (Pair pair = new PairSetup().dn("1001", 6001).trunk("west", "9", 6070, true).create()) {
      ShellCommand result = sipha("config check", pair.a().config());
      assertThat(result.exitStatus()).as(result.output()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http-port", "port", "sip-port"})
  void aPortInUseIsNamedAndNothingStarts(String option) throws IOException {
    try (Pair pair = new PairSetup().create()) {
      Path file = pair.a().config();
      Matcher value =
          Pattern.compile("(?m)^" + option + " = (\\d+)").matcher(Files.readString(file));
      assertThat(value.find()).isTrue();
      int port = Integer.parseInt(value.group(1));
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      try (DatagramSocket udp = new DatagramSocket(address);
          ServerSocket tcp = new ServerSocket()) {
        tcp.bind(address);
        assertThat(udp.isBound()).isTrue();

        ShellCommand result = sipha("server --config", file);

        assertThat(result.exitStatus()).as(result.output()).isEqualTo(69);
        assertThat(result.output()).contains("127.0.0.1", String.valueOf(port));
      }
    }
  }

  private static ShellCommand sipha(String command, Path file) {
    String[] words = command.split(" ", -1);
    return ShellCommand.sipha(words[0], words[1], file.toString());
  }

  private static int lineOf(String text, String start) {
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].startsWith(start)) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException(start);
  }
}
