package org.sipha.dist.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/** Which version a server runs, and with which configuration. */
class ServerVersionTest {
  private static final String SERVER = "sips-a";
  private static final String BOTH = "works-with = 0.1.0 0.2.0\n";
  private static final String OLD_ONLY = "works-with = 0.1.0\n";
  private static final String NEW_ONLY = "works-with = 0.2.0\nnew-option = 1\n";

  @TempDir Path directory;
  private Path home;
  private Path configuration;
  private Installation installation;

  @BeforeEach
  void installTwoVersions() throws Exception {
    home = directory.resolve("sipha");
    installation = Installation.at(home);
    for (String version : List.of("0.1.0", "0.2.0")) {
      installation.install(
          Release.in(directory, version), Optional.empty(), List.of(), 3, said -> {});
    }
    configuration = Files.createDirectories(directory.resolve("etc")).resolve("sips-a.ini");
    configure(BOTH);
  }

  @Test
  void serverWithoutALinkGetsOne() throws Exception {
    assertThat(installation.versionOf(SERVER)).isEmpty();
    assertThat(installation.use(SERVER, "0.1.0", configuration))
        .containsExactly("sips-a runs 0.1.0 from its next start on");
    assertThat(installation.versionOf(SERVER)).contains("0.1.0");
    assertThat(Files.readSymbolicLink(home.resolve("servers/sips-a/current")).toString())
        .isEqualTo("../../versions/0.1.0");
    assertThat(ProgramVersions.ask(installation.programOf(SERVER), Optional.empty()).product())
        .isEqualTo("0.1.0");
  }

  @Test
  void serversHaveLinksOfTheirOwn() throws Exception {
    installation.use(SERVER, "0.1.0", configuration);
    installation.use("sips-b", "0.2.0", configuration);
    assertThat(installation.versionOf(SERVER)).contains("0.1.0");
    assertThat(installation.versionOf("sips-b")).contains("0.2.0");
  }

  @Test
  void configurationThatBothCanUseStaysAndIsKeptForTheVersionBefore() throws Exception {
    installation.use(SERVER, "0.1.0", configuration);
    configure("# changed since\n" + BOTH);
    assertThat(installation.use(SERVER, "0.2.0", configuration))
        .satisfiesExactly(
            kept -> assertThat(kept).startsWith("kept the configuration of sips-a for 0.1.0"),
            runs -> assertThat(runs).contains("runs 0.2.0", "it ran 0.1.0 before"));
    assertThat(configuration).hasContent("# changed since\n" + BOTH);
    assertThat(kept("0.1.0", "0-sips-a.ini")).hasContent("# changed since\n" + BOTH);
  }

  @Test
  void againDoesNothing() throws Exception {
    installation.use(SERVER, "0.1.0", configuration);
    installation.use(SERVER, "0.2.0", configuration);
    configure("# changed since\n" + BOTH);
    assertThat(installation.use(SERVER, "0.2.0", configuration)).isEmpty();
    assertThat(configuration).hasContent("# changed since\n" + BOTH);
  }

  @Test
  void onTheWayBackTheConfigurationFromBeforeIsPutBack() throws Exception {
    configure(OLD_ONLY);
    installation.use(SERVER, "0.1.0", configuration);
    configure(NEW_ONLY); // for the upgrade, while 0.1.0 still runs
    installation.use(SERVER, "0.2.0", configuration);

    assertThat(installation.use(SERVER, "0.1.0", configuration))
        .anySatisfy(said -> assertThat(said).contains("put the configuration", "0.1.0 can't use"));
    assertThat(configuration).hasContent(OLD_ONLY);
    assertThat(installation.versionOf(SERVER)).contains("0.1.0");

    installation.use(SERVER, "0.2.0", configuration);
    assertThat(configuration).as("and forth again").hasContent(NEW_ONLY);
  }

  @Test
  void includedFilesAreKeptAndPutBackToo() throws Exception {
    Path common = directory.resolve("common.ini");
    Path below = Files.createDirectories(directory.resolve("etc/parts")).resolve("dns.ini");
    Files.writeString(common, "# common, old\n");
    Files.writeString(below, "# dns, old\n");
    String includes = "include = ../common.ini\ninclude = parts/dns.ini\n";
    configure(includes + OLD_ONLY);
    installation.use(SERVER, "0.1.0", configuration);
    Files.writeString(common, "# common, new\n");
    Files.delete(below);
    configure("include = ../common.ini\n" + NEW_ONLY);
    installation.use(SERVER, "0.2.0", configuration);

    installation.use(SERVER, "0.1.0", configuration);
    assertThat(configuration).hasContent(includes + OLD_ONLY);
    assertThat(common).hasContent("# common, old\n");
    assertThat(below).hasContent("# dns, old\n");
  }

  @Test
  void whatIsKeptIsForItsOwnerOnlyAndWhatIsPutBackKeepsItsPermissions() throws Exception {
    configure(OLD_ONLY);
    installation.use(SERVER, "0.1.0", configuration);
    configure(NEW_ONLY);
    installation.use(SERVER, "0.2.0", configuration);
    Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(permissions(kept("0.1.0", "0-sips-a.ini"))).isEqualTo("rw-------");
    assertThat(permissions(kept("0.1.0", ""))).isEqualTo("rwx------");

    installation.use(SERVER, "0.1.0", configuration);
    assertThat(configuration).hasContent(OLD_ONLY);
    assertThat(permissions(configuration)).isEqualTo("rw-r-----");
  }

  @Test
  void linkedConfigurationStaysALink() throws Exception {
    Path real = directory.resolve("real.ini");
    Files.move(configuration, real);
    Files.createSymbolicLink(configuration, real);
    Files.writeString(real, OLD_ONLY);
    installation.use(SERVER, "0.1.0", configuration);
    Files.writeString(real, NEW_ONLY);
    installation.use(SERVER, "0.2.0", configuration);
    installation.use(SERVER, "0.1.0", configuration);
    assertThat(configuration).isSymbolicLink();
    assertThat(real).hasContent(OLD_ONLY);
  }

  @Test
  void withoutAUsableConfigurationTheServerStaysWhereItIs() throws Exception {
    configure(OLD_ONLY);
    installation.use(SERVER, "0.1.0", configuration);
    CommandFailure failure = refused("0.2.0");
    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(failure.text()).contains("0.2.0 can't use", "none", "unknown option, says 0.2.0");
    assertThat(installation.versionOf(SERVER)).contains("0.1.0");
    assertThat(configuration).hasContent(OLD_ONLY);
  }

  @Test
  void keptConfigurationThatCanNotBeUsedEitherLeavesThePresentOne() throws Exception {
    installation.use(SERVER, "0.1.0", configuration);
    installation.use(SERVER, "0.2.0", configuration);
    Files.writeString(kept("0.1.0", "0-sips-a.ini"), "# damaged");
    configure("# neither can use this");
    CommandFailure failure = refused("0.1.0");
    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(failure.text()).contains("nor the one that it ran with before");
    assertThat(configuration).hasContent("# neither can use this");
    assertThat(installation.versionOf(SERVER)).contains("0.2.0");
  }

  @Test
  void configurationThatNoVersionCanUseIsNotLost() throws Exception {
    installation.use(SERVER, "0.1.0", configuration);
    installation.use(SERVER, "0.2.0", configuration);
    configure("# neither can use this");
    installation.use(SERVER, "0.1.0", configuration);
    assertThat(configuration).hasContent(BOTH);
    assertThat(kept("replaced", "0-sips-a.ini")).hasContent("# neither can use this");
  }

  @Test
  void anotherConfigurationThatTheVersionRanWithIsNamed() throws Exception {
    installation.use(SERVER, "0.1.0", configuration);
    installation.use(SERVER, "0.2.0", configuration);
    configure("# changed since\n" + BOTH);
    assertThat(installation.use(SERVER, "0.1.0", configuration))
        .anySatisfy(said -> assertThat(said).contains("it stays", kept("0.1.0", "").toString()));
    assertThat(configuration).hasContent("# changed since\n" + BOTH);
    assertThat(kept("0.1.0", "0-sips-a.ini")).hasContent(BOTH);
  }

  @Test
  void versionThatDoesNotStartAnyMoreCanBeLeft() throws Exception {
    installation.use(SERVER, "0.1.0", configuration);
    installation.use(SERVER, "0.2.0", configuration);
    Files.writeString(home.resolve("versions/0.2.0/bin/sipha"), "#!/bin/sh\nexit 1\n");
    installation.use(SERVER, "0.1.0", configuration);
    assertThat(installation.versionOf(SERVER)).contains("0.1.0");
  }

  @Test
  void crashWhileAConfigurationIsKeptLeavesTheOneBefore() throws Exception {
    configure(OLD_ONLY);
    installation.use(SERVER, "0.1.0", configuration);
    configure(NEW_ONLY);
    installation.use(SERVER, "0.2.0", configuration);
    Files.move(kept("0.1.0", ""), kept(".0.1.0.old", ""));
    Files.createDirectory(kept(".0.1.0.new", ""));
    installation.use(SERVER, "0.1.0", configuration);
    assertThat(configuration).hasContent(OLD_ONLY);
  }

  private void configure(String content) throws IOException {
    Files.writeString(configuration, content);
  }

  private CommandFailure refused(String version) {
    return catchThrowableOfType(
        CommandFailure.class, () -> installation.use(SERVER, version, configuration));
  }

  private Path kept(String name, String file) {
    return home.resolve("servers/sips-a/configuration").resolve(name).resolve(file);
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
