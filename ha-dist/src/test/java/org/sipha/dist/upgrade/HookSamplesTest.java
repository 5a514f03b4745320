package org.sipha.dist.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample hooks in the tarball, with an {@code ssh} that tells what it was called with. */
class HookSamplesTest {
  private static final Path SAMPLES = Path.of("src/main/dist/share/upgrade/hooks");

  @TempDir Path hooks;

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> samples = Files.list(SAMPLES)) {
      for (Path sample : samples.toList()) {
        FakePrograms.script(
            hooks.resolve(sample.getFileName().toString()), Files.readString(sample));
      }
    }
    Files.writeString(hooks.resolve("hosts"), "# a comment\nsips-a local\nsips-b root@10.0.0.2\n");
    FakePrograms.script(hooks.resolve("bin/ssh"), "#!/bin/sh\nshift 4\necho ssh \"$@\"\n");
    FakePrograms.script(hooks.resolve("bin/systemctl"), "#!/bin/sh\necho systemctl \"$@\"\n");
  }

  private String said(String hook, String node) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(hooks.resolve(hook).toString()).redirectErrorStream(true);
    builder.environment().put("PATH", hooks.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("SIPHA_NODE", node);
    builder.environment().put("SIPHA_HOME", "/opt/sipha");
    builder.environment().put("SIPHA_TO", "0.2.0");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return said.strip();
  }

  @ParameterizedTest
  @CsvSource({
    "check,/opt/sipha/versions/0.2.0/bin/sipha version --json --config /etc/sipha/sips-b.ini",
    "stop,systemctl stop sipha@sips-b",
    "install,/opt/sipha/current/bin/sipha use 0.2.0 --config /etc/sipha/sips-b.ini",
    "start,systemctl start sipha@sips-b"
  })
  void eachIsDoneOnTheHostOfTheServer(String hook, String command) throws Exception {
    assertThat(said(hook, "sips-b")).isEqualTo("ssh root@10.0.0.2 " + command);
  }

  @Test
  void thisHostNeedsNoSsh() throws Exception {
    assertThat(said("stop", "sips-a")).isEqualTo("systemctl stop sipha@sips-a");
  }

  @Test
  void aServerThatIsMissingInTheListIsSaidSo() throws Exception {
    assertThat(said("stop", "sips-c")).contains("hosts has no line for sips-c");
  }
}
