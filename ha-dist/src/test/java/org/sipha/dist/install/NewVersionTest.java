package org.sipha.dist.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/** {@code sipha install}: a version is there as a whole and proven, or nothing has changed. */
class NewVersionTest {
  @TempDir Path directory;
  private Path home;
  private Installation installation;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void noInstallationYet() throws IOException {
    home = directory.resolve("opt/sipha");
    installation = Installation.at(home);
  }

  @Test
  void releaseIsInstalledWithItsProgramAndCurrentPointsToIt() throws Exception {
    assertThat(install(Release.in(directory, "0.1.0"))).isEqualTo("0.1.0");
    assertThat(installation.versions()).containsExactly("0.1.0");
    assertThat(Files.readSymbolicLink(home.resolve("current")).toString())
        .isEqualTo("versions/0.1.0");
    assertThat(ProgramVersions.ask(home.resolve("current/bin/sipha"), Optional.empty()).product())
        .isEqualTo("0.1.0");
    assertThat(said).containsExactly("Installed: 0.1.0 in " + home.resolve("versions/0.1.0"));
    nothingIsLeftOver();
  }

  @Test
  void everybodyMayRunItWhateverTheTarballOrTheUmaskSay() throws Exception {
    install(Release.in(directory, "0.1.0"));
    assertThat(permissions("versions/0.1.0/bin/sipha")).isEqualTo("rwxr-xr-x");
    assertThat(permissions("versions/0.1.0/lib")).isEqualTo("rwxr-xr-x");
    assertThat(permissions("versions/0.1.0/lib/sipha.jar")).isEqualTo("rw-r--r--");
    assertThat(permissions("versions")).isEqualTo("rwxr-xr-x");
    assertThat(permissions("")).isEqualTo("rwxr-xr-x");
  }

  @Test
  void currentIsTheNewestVersionInWhateverOrderTheyCome() throws Exception {
    install(Release.in(directory, "0.10.0"));
    install(Release.in(directory, "0.9.0"));
    assertThat(installation.versions()).containsExactly("0.9.0", "0.10.0");
    assertThat(home.resolve("current").toRealPath().getFileName()).hasToString("0.10.0");
  }

  @Test
  void sameReleaseAgainIsSaidToBeThere() throws Exception {
    Path tarball = Release.in(directory, "0.1.0");
    install(tarball);
    Files.writeString(home.resolve("versions/0.1.0/logs/crash-1.log"), "written by the program");
    assertThat(install(tarball)).isEqualTo("0.1.0");
    assertThat(said).last().isEqualTo("0.1.0 is installed already");
    nothingIsLeftOver();
  }

  @Test
  void otherFilesUnderTheSameVersionAreRefused() throws Exception {
    install(Release.in(directory, "0.1.0"));
    for (Release other :
        List.of(
            Release.of("0.1.0").file("sipha-0.1.0/lib/more.jar", 0644, "more"),
            Release.empty()
                .program("sipha-0.1.0", "0.1.0")
                .file("sipha-0.1.0/lib/sipha.jar", 0600, "Classes of 0.1.0"))) {
      CommandFailure failure = refused(other.write(directory, "sipha-0.1.0.tar.gz"));
      assertThat(failure.exitStatus()).isEqualTo(ExitStatus.FAILED);
      assertThat(failure.text()).contains("other files than the tarball's");
    }
    assertThat(home.resolve("versions/0.1.0/lib/sipha.jar")).hasContent("classes of 0.1.0");
    nothingIsLeftOver();
  }

  @Test
  void tarballThatIsNotTheReleasedOneIsRefusedBeforeAnythingIsMade() throws Exception {
    Path tarball = Release.in(directory, "0.1.0");
    Files.write(tarball, new byte[] {0}, StandardOpenOption.APPEND);
    assertThat(refused(tarball).text()).contains("is not what was released", "Fetch it again");
    assertThat(home).doesNotExist();
  }

  @Test
  void tarballThatIsNotThereIsSaid() {
    assertThat(refused(directory.resolve("sipha-0.1.0.tar.gz")).text()).contains("is no file");
    assertThat(home).doesNotExist();
  }

  @Test
  void withoutAChecksumATarballIsRefused() throws Exception {
    Path tarball = Release.in(directory, "0.1.0");
    Path sum = directory.resolve("sipha-0.1.0.tar.gz.sha256");
    String line = Files.readString(sum);
    Files.writeString(sum, line.replace("0.1.0", "0.2.0"));
    assertThat(refused(tarball).text()).contains("as sha256sum writes it");
    Files.delete(sum);
    assertThat(refused(tarball).text()).contains(".sha256", "--sha256 HEX");
    assertThat(home).doesNotExist();

    String hex = line.substring(0, 64).toUpperCase(Locale.ROOT);
    installation.install(tarball, Optional.of(hex), List.of(), 3, said::add);
    assertThat(installation.versions()).containsExactly("0.1.0");
  }

  static Stream<Arguments> noReleases() throws IOException {
    Release good = Release.of("0.1.0");
    byte[] whole = Release.of("0.1.0").bytes();
    return Stream.of(
        no("the path ../out", Release.of("0.1.0").file("../out", 0644, "x")),
        no("the path /tmp/out", Release.of("0.1.0").file("/tmp/out", 0644, "x")),
        no("the path sipha-0.1.0/../../out", good.file("sipha-0.1.0/../../out", 0644, "x")),
        no("a link", Release.of("0.1.0").link("sipha-0.1.0/l", TarConstants.LF_SYMLINK, "/etc")),
        no("a link", Release.of("0.1.0").link("sipha-0.1.0/l", TarConstants.LF_LINK, "/etc/x")),
        no("a link", Release.of("0.1.0").link("sipha-0.1.0/l", TarConstants.LF_FIFO, "")),
        no("outside of one directory", Release.of("0.1.0").file("other/file", 0644, "x")),
        no("outside of one directory", Release.of("0.1.0").file("sipha-0.2.0/f", 0644, "x")),
        no("outside of one directory", Release.empty().program("sipha-latest", "0.1.0")),
        no("twice", Release.of("0.1.0").file("sipha-0.1.0/lib/sipha.jar", 0644, "x")),
        no("it is empty", Release.empty()),
        no("no bin/sipha", Release.empty().file("sipha-0.1.0/README.md", 0644, "x")),
        no("the program in it says 0.3.0", Release.empty().program("sipha-0.1.0", "0.3.0")),
        no("ended with status 9", Release.empty().file("sipha-0.1.0/bin/sipha", 0755, "exit 9")),
        Arguments.of("not packed by gzip", "not a tarball".getBytes(StandardCharsets.US_ASCII)),
        Arguments.of("damaged", Arrays.copyOf(whole, whole.length / 2)),
        Arguments.of("damaged", Arrays.copyOf(whole, whole.length - 4)));
  }

  private static Arguments no(String why, Release release) throws IOException {
    return Arguments.of(why, release.bytes());
  }

  @ParameterizedTest
  @MethodSource("noReleases")
  void whatIsNoReleaseIsRefusedAndLeavesNothing(String why, byte[] content) throws Exception {
    Path tarball = Release.write(directory, "sipha-0.1.0.tar.gz", content);
    assertThatThrownBy(() -> install(tarball))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
    assertThat(installation.versions()).isEmpty();
    assertThat(home.resolve("current")).doesNotExist();
    assertThat(directory.resolve("out")).doesNotExist();
    nothingIsLeftOver();
  }

  @Test
  void versionThatCanNotUseAConfigurationIsNotInstalled() throws Exception {
    install(Release.in(directory, "0.1.0"));
    Path configuration = Files.writeString(directory.resolve("sips-a.ini"), "works-with = 0.1.0");
    Path tarball = Release.in(directory, "0.2.0");
    CommandFailure failure =
        catchThrowableOfType(
            CommandFailure.class,
            () ->
                installation.install(
                    tarball, Optional.empty(), List.of(configuration), 3, said::add));
    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(failure.text())
        .contains("0.2.0 can't use", "sips-a.ini", "nothing was changed", "unknown option");
    assertThat(installation.versions()).containsExactly("0.1.0");
    assertThat(home.resolve("current").toRealPath().getFileName()).hasToString("0.1.0");
    nothingIsLeftOver();
  }

  @Test
  void whatACrashLeftHalfIsRemovedByTheNextInstallation() throws Exception {
    for (String leftover : List.of(".incoming-1", ".removed-0.0.9")) {
      Path half = Files.createDirectories(home.resolve("versions").resolve(leftover));
      Files.createDirectories(half.resolve("sipha-0.1.0/lib"));
      Files.writeString(half.resolve("sipha-0.1.0/lib/half.jar"), "ha");
      Files.createSymbolicLink(half.resolve("link"), directory);
    }
    assertThat(installation.versions()).isEmpty();
    Path tarball = Release.in(directory, "0.1.0");
    install(tarball);
    nothingIsLeftOver();
    assertThat(tarball).exists(); // the link was deleted and not followed
  }

  @Test
  void afterACrashBeforeCurrentWasMovedTheSameInstallationMovesIt() throws Exception {
    Path tarball = Release.in(directory, "0.1.0");
    install(tarball);
    Files.delete(home.resolve("current"));
    install(tarball);
    assertThat(home.resolve("current").toRealPath().getFileName()).hasToString("0.1.0");
  }

  @Test
  void twoInstallationsAtOnceAreRefused() throws Exception {
    Files.createDirectories(home.resolve("versions"));
    Path tarball = Release.in(directory, "0.1.0");
    try (FileChannel other =
            FileChannel.open(
                home.resolve("versions/.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = other.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThat(refused(tarball).exitStatus()).isEqualTo(ExitStatus.REFUSED);
    }
    assertThat(install(tarball)).isEqualTo("0.1.0");
  }

  @Test
  void newestVersionsStayAndThoseThatAreStillNeeded() throws Exception {
    Path configuration =
        Files.writeString(directory.resolve("sips-a.ini"), "works-with = 0.1.0 0.2.0");
    install(Release.in(directory, "0.1.0"));
    installation.use("sips-a", "0.1.0", configuration);
    install(Release.in(directory, "0.2.0"));
    Files.createDirectories(home.resolve("upgrades"));
    Files.writeString(home.resolve("upgrades/pair.json"), "{\"from\":{\"sips-b\":\"0.2.0\"}}");
    for (String version : List.of("0.3.0", "0.4.0", "0.5.0", "0.6.0")) {
      install(Release.in(directory, version));
    }
    assertThat(installation.versions())
        .containsExactly("0.1.0", "0.2.0", "0.4.0", "0.5.0", "0.6.0");
    assertThat(said).last().isEqualTo("Removed: 0.3.0, which no server runs");

    installation.install(Release.in(directory, "0.0.9"), Optional.empty(), List.of(), 1, said::add);
    assertThat(installation.versions())
        .as("the one that was just asked for is never removed")
        .containsExactly("0.0.9", "0.1.0", "0.2.0", "0.6.0");
    nothingIsLeftOver();
  }

  @Test
  void whereNothingCanBeWrittenTheReasonIsSaid() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    Path tarball = Release.in(directory, "0.1.0");
    assertThatThrownBy(() -> Installation.at(file)).hasMessageContaining("is no directory");
    Installation below = Installation.at(file.resolve("below"));
    assertThatThrownBy(() -> below.install(tarball, Optional.empty(), List.of(), 3, said::add))
        .hasMessageContaining("can't be changed")
        .hasMessageContaining("Nothing was installed")
        .hasMessageNotContaining("Exception");
  }

  private String install(Path tarball) throws Exception {
    return installation.install(tarball, Optional.empty(), List.of(), 3, said::add);
  }

  private CommandFailure refused(Path tarball) {
    return catchThrowableOfType(CommandFailure.class, () -> install(tarball));
  }

  private String permissions(String place) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(place)));
  }

  private void nothingIsLeftOver() throws IOException {
    try (Stream<Path> entries = Files.list(home.resolve("versions"))) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .allMatch(name -> name.equals(".lock") || !name.startsWith("."));
    }
  }
}
