package org.sipha.dist.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/** The layout of an installation. */
class InstallationTest {
  @TempDir Path directory;

  @Test
  void homeIsFoundFromTheJarOfAnInstalledProgram() {
    Path home = directory.resolve("a home");
    assertThat(Installation.ofJar(home.resolve("versions/0.2.0/lib/ha-dist-0.2.0.jar")))
        .hasValueSatisfying(found -> assertThat(found.home()).isEqualTo(home));
    assertThat(Installation.ofJar(home.resolve("sipha-0.2.0/lib/ha-dist-0.2.0.jar"))).isEmpty();
    assertThat(Installation.ofJar(Path.of("/ha-dist.jar"))).isEmpty();
  }

  @Test
  void programOfABuildIsInNoInstallation() {
    assertThat(Installation.ofThisProgram()).isEmpty();
  }

  @Test
  void versionThatIsNotInstalledIsRefusedWithWhatIs() throws Exception {
    Installation installation = Installation.at(directory);
    assertThat(installation.versions()).isEmpty();
    assertThat(refused(installation).text()).contains("nothing is", "sipha install");

    for (String version : List.of("0.1.0", "0.3.0-rc1")) {
      installation.install(
          Release.in(directory, version), Optional.empty(), List.of(), 3, said -> {});
    }
    assertThat(refused(installation).exitStatus()).isEqualTo(ExitStatus.FAILED);
    assertThat(refused(installation).text())
        .contains("0.3.0 is not installed", "there are 0.1.0, 0.3.0-rc1");
    assertThat(installation.program("0.1.0")).isExecutable();
  }

  @Test
  void whatIsNoVersionIsNotCounted() throws Exception {
    for (String name :
        List.of(".incoming-1/bin", "notes/bin", "0.4.0/bin", "0.10.0/bin", "0.5.0")) {
      Files.createDirectories(directory.resolve("versions").resolve(name));
    }
    for (String name : List.of(".incoming-1", "notes", "0.4.0", "0.10.0")) {
      Files.copy(Path.of("/bin/sh"), directory.resolve("versions/" + name + "/bin/sipha"));
    }
    assertThat(Installation.at(directory).versions()).containsExactly("0.4.0", "0.10.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "latest", "..", "0/1", "0..", "1 ", "v1", "0.1.0\n"})
  void notEveryTextIsAVersion(String text) {
    assertThat(Installation.isVersion(text)).isFalse();
  }

  @Test
  void directoryInThePlaceOfALinkIsLeftAlone() throws Exception {
    Installation installation = Installation.at(directory);
    Path mine = Files.createDirectories(directory.resolve("servers/sips-a/current"));
    assertThatThrownBy(() -> installation.versionOf("sips-a"))
        .hasMessageContaining("should be a link");
    assertThat(mine).isDirectory();
    assertThatThrownBy(() -> installation.versionOf("../sips-a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static CommandFailure refused(Installation installation) {
    return catchThrowableOfType(CommandFailure.class, () -> installation.program("0.3.0"));
  }
}
