package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.it.harness.Await;
import org.sipha.it.harness.Build;
import org.sipha.it.harness.FreePorts;
import org.sipha.it.harness.LocalProgram;
import org.sipha.it.harness.Program;

/** {@code sipha grid} of the tarball, as a unit runs it. */
class GridMembersIT {
  private static final Duration START = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final int port = FreePorts.block(3);
  private final List<Program> running = new ArrayList<>();

  @AfterEach
  void end() {
    running.forEach(
        member -> {
          member.signal("KILL");
          member.awaitExit(Duration.ofSeconds(10));
        });
  }

  private Program member(int number) {
    Program member =
        LocalProgram.start(
            List.of(
                Build.present().home().resolve("bin").resolve("sipha").toString(),
                "grid",
                "--listen",
                "127.0.0.1:" + (port + number),
                "--members",
                "127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d".formatted(port, port + 1, port + 2)),
            Map.of("SIPHA_JAVA_OPTS", "-Xmx128m"),
            log(number));
    running.add(member);
    return member;
  }

  private Path log(int number) {
    return directory.resolve("member-" + number + ".log");
  }

  private String said(int number) {
    try {
      return Files.exists(log(number)) ? Files.readString(log(number)) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitSaid(int number, String text) {
    Await.until(
        START,
        "member " + number + " says " + text,
        () -> said(number).contains(text),
        () -> said(number));
  }

  @Test
  void membersSayWhoIsThereAndWhetherWritesAreAllowedAndEndBySigterm() {
    member(0);
    Program second = member(1);
    awaitSaid(0, "2 members, writes are allowed");
    awaitSaid(1, "2 members, writes are allowed");

    second.signal("TERM");
    assertThat(second.awaitExit(Duration.ofSeconds(30))).hasValue(143);
    awaitSaid(0, "127.0.0.1:" + (port + 1) + " has left");
    awaitSaid(0, "1 member, reads and writes are refused");
    assertThat(said(0) + said(1)).doesNotContain("com.hazelcast", "modular environment");
  }

  @Test
  void portThatIsTakenIsStatus69() throws IOException {
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(member(0).awaitExit(START)).hasValue(69);
      assertThat(said(0)).contains("127.0.0.1:" + taken.getLocalPort() + " can't be opened");
    }
  }
}
