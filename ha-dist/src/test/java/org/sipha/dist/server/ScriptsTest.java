package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.core.node.Input.AddressDownEnded;
import org.sipha.core.node.Input.AddressUpEnded;
import org.sipha.dist.Answers;

class ScriptsTest {
  @TempDir Path directory;
  private final Answers answers = new Answers();

  @Test
  void scriptKnowsAddressPortAndNode() throws Exception {
    Path told = directory.resolve("told");
    Path up = script("up", "echo $SIPHA_ADDRESS $SIPHA_PORT $SIPHA_NODE > '" + told + "'");
    try (Scripts scripts = scripts(Optional.of(up), Optional.empty(), Duration.ofSeconds(10))) {
      scripts.up();
      assertThat(answers.next(AddressUpEnded.class).ok()).isTrue();
    }
    assertThat(told).hasContent("127.0.0.1 5060 sips-a");
  }

  @Test
  void statusOtherThanZeroIsAFailureThatNamesIt() throws Exception {
    Path down = script("down", "echo no; exit 3");
    try (Scripts scripts = scripts(Optional.empty(), Optional.of(down), Duration.ofSeconds(10))) {
      scripts.down();
      AddressDownEnded ended = answers.next(AddressDownEnded.class);
      assertThat(ended.ok()).isFalse();
      assertThat(ended.text()).endsWith("ended with 3");
    }
  }

  @Test
  void scriptThatHangsIsKilledAfterItsTimeoutWithItsChildren() throws Exception {
    Path up = script("up", "sleep 60 & echo $! > '" + directory.resolve("child") + "'; wait");
    try (Scripts scripts = scripts(Optional.of(up), Optional.empty(), Duration.ofMillis(500))) {
      scripts.up();
      AddressUpEnded ended = answers.next(AddressUpEnded.class);
      assertThat(ended.ok()).isFalse();
      assertThat(ended.text()).contains("killed: not done after 500 ms");
    }
    long child = Long.parseLong(Files.readString(directory.resolve("child")).strip());
    ProcessHandle.of(child)
        .ifPresent(
            process ->
                process.onExit().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join());
  }

  @Test
  void childThatKeepsTheOutputOpenDoesNotHoldUpTheAnswer() throws Exception {
    Path up = script("up", "sleep 60 & echo $! > '" + directory.resolve("child") + "'");
    try (Scripts scripts = scripts(Optional.of(up), Optional.empty(), Duration.ofSeconds(30))) {
      scripts.up();
      assertThat(answers.next(AddressUpEnded.class).ok()).isTrue();
    }
    long child = Long.parseLong(Files.readString(directory.resolve("child")).strip());
    ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void missingScriptFileIsAFailureAndNoScriptIsNone() throws Exception {
    try (Scripts scripts =
        scripts(Optional.of(directory.resolve("none")), Optional.empty(), Duration.ofSeconds(1))) {
      scripts.up();
      assertThat(answers.next(AddressUpEnded.class).ok()).isFalse();
      scripts.down();
      assertThat(answers.next(AddressDownEnded.class).ok()).isTrue();
    }
  }

  private Scripts scripts(Optional<Path> up, Optional<Path> down, Duration timeout) {
    return new Scripts(
        up, down, timeout, Scripts.environment("127.0.0.1", 5060, "sips-a"), answers);
  }

  private Path script(String name, String body) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
