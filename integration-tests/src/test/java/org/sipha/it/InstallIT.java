package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.it.harness.Build;
import org.sipha.it.harness.ShellCommand;

/** The real tarball, installed by its own program. */
class InstallIT {
  @TempDir Path temporary;
  private Path home;
  private Path tarball;
  private Path pair;

  @BeforeEach
  void fetchTheReleaseAndConfigureAPair() throws IOException {
    home = temporary.resolve("a home");
    pair = temporary.resolve("pair");
    Path built = Build.present().tarball();
    String name = built.getFileName().toString();
    tarball = Files.copy(built, temporary.resolve(name));
    ShellCommand sum =
        ShellCommand.run("sh", "-c", "cd \"$1\" && sha256sum \"$2\"", "sh", temporary + "", name);
    Files.writeString(temporary.resolve(name + ".sha256"), sum.orThrow().output());
    ShellCommand.sipha("init", "--local", pair.toString()).orThrow();
  }

  @Test
  void installedTwiceItIsThereOnceAndEachServerHasItsProgram() throws IOException {
    ShellCommand first =
        ShellCommand.sipha(
            "install", tarball.toString(), "--home", home.toString(), "--dir", pair.toString());
    assertThat(first.exitStatus()).as(first.output()).isZero();
    assertThat(first.output()).contains("Installed: ", "sips-a runs ", "sips-b runs ");

    Path current = home.resolve("current/bin/sipha");
    ShellCommand second = ShellCommand.run(current.toString(), "install", tarball.toString());
    assertThat(second.exitStatus()).as("the program finds its home: " + second.output()).isZero();
    assertThat(second.output()).contains("is installed already");

    Path server = home.resolve("servers/sips-b/current/bin/sipha");
    assertThat(server.toRealPath()).isEqualTo(current.toRealPath());
    assertThat(ShellCommand.run(server.toString(), "version").orThrow().output())
        .contains(home.resolve("current").toRealPath().getFileName().toString());
    assertThat(
            home.resolve("servers/sips-a/configuration").resolve(version()).resolve("0-sips-a.ini"))
        .hasSameTextualContentAs(pair.resolve("sips-a.ini"));
  }

  @Test
  void wrongConfigurationOrTarballLeavesNothingBehind() throws IOException {
    Path configuration = pair.resolve("sips-a.ini");
    Files.writeString(
        configuration, "\n[TServer]\nno-such-option = 1\n", StandardOpenOption.APPEND);
    ShellCommand refused =
        ShellCommand.sipha(
            "install",
            tarball.toString(),
            "--home",
            home.toString(),
            "--config",
            configuration.toString());
    assertThat(refused.exitStatus()).as(refused.output()).isEqualTo(78);
    assertThat(refused.output()).contains("no-such-option");

    Files.write(tarball, new byte[1], StandardOpenOption.APPEND);
    ShellCommand other =
        ShellCommand.sipha("install", tarball.toString(), "--home", home.toString());
    assertThat(other.exitStatus()).isEqualTo(1);
    assertThat(other.output()).contains("is not what was released");
    assertThat(home.resolve("current")).doesNotExist();
    assertThat(home.resolve("versions")).isDirectoryNotContaining("glob:**[0-9]*");
  }

  private String version() throws IOException {
    return home.resolve("current").toRealPath().getFileName().toString();
  }
}
