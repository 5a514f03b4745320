package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.it.harness.Needed;
import org.sipha.it.harness.ShellCommand;

/** {@code ./dev release} in a repository of its own, with a Maven that only packs something. */
class ReleaseIT {
  private static final Path DEV = Path.of("..", "dev");
  private static final String SECTION = "## 1.2.3 — 2026-12-24\n\n- It is new.\n\n";
  private static final String OLDER = "## 1.2.2 — 2026-11-30\n\n- It was new.\n";

  @TempDir Path temporary;
  private Path repository;

  @BeforeEach
  void makeARepository() throws IOException {
    Needed.require(
        ShellCommand.run("sh", "-c", "command -v git mvn java").exitStatus() == 0,
        "git, mvn or java isn't installed");
    repository = Files.createDirectories(temporary.resolve("a repository"));
    Files.copy(DEV, repository.resolve("dev"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(repository.resolve(".gitignore"), "target/\n");
    Files.writeString(
        repository.resolve("pom.xml"),
        "<project>\n  <version>1.2.3</version>\n  <x>\n    <version>9</version>\n  </x>\n</project>\n");
    Path program = Files.createDirectories(temporary.resolve("bin")).resolve("mvn");
    Files.writeString(
        program,
        """
        #!/bin/sh
        mkdir -p "sipha-1.2.3/share" ha-dist/target
        stat -c %a pom.xml >sipha-1.2.3/permissions
        [ -n "$OFFLINE" ] || echo '{}' >sipha-1.2.3/share/sbom.cdx.json
        tar -czf ha-dist/target/sipha-1.2.3.tar.gz sipha-1.2.3
        """);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    sh("git init -q");
  }

  @Test
  void releaseHasTarballChecksumListOfContentsAndNotes() throws IOException {
    changelog("# Changelog\n\n" + SECTION + OLDER);
    Files.setPosixFilePermissions(
        repository.resolve("pom.xml"), PosixFilePermissions.fromString("rw-------"));
    ShellCommand made = release("");
    assertThat(made.exitStatus()).as(made.output()).isZero();
    Path release = repository.resolve("target/release");
    assertThat(release)
        .isDirectoryContaining("glob:**/sipha-1.2.3.tar.gz")
        .isDirectoryContaining("glob:**/sipha-1.2.3.cdx.json")
        .isDirectoryNotContaining("glob:**/build");
    assertThat(release.resolve("sipha-1.2.3.md")).hasContent("- It is new.");
    sh("cd target/release && sha256sum --check sipha-1.2.3.tar.gz.sha256");
    assertThat(sh("tar -xzOf target/release/sipha-1.2.3.tar.gz sipha-1.2.3/permissions").output())
        .as("the checkout's permissions must not matter")
        .isEqualTo("644\n");
  }

  @Test
  void versionWithoutNotesOrDateIsRefused() throws IOException {
    changelog("# Changelog\n\n" + OLDER);
    assertThat(refused("")).contains("CHANGELOG.md has no section \"## 1.2.3");
    changelog(SECTION.replace("2026-12-24", "unreleased"));
    assertThat(refused("")).contains("give it the date of the release");
  }

  @Test
  void whatIsNotCommittedOrHasNoListOfContentsIsRefused() throws IOException {
    changelog(SECTION);
    assertThat(refused("OFFLINE=yes")).contains("no share/sbom.cdx.json");
    Files.writeString(repository.resolve("pom.xml"), "\n", StandardOpenOption.APPEND);
    assertThat(refused("")).contains("aren't committed");
  }

  private void changelog(String text) throws IOException {
    Files.writeString(repository.resolve("CHANGELOG.md"), text);
    sh("git add . && git -c user.name=a -c user.email=a@localhost commit -q -m change");
  }

  private String refused(String environment) {
    ShellCommand refused = release(environment);
    assertThat(refused.exitStatus()).as(refused.output()).isEqualTo(1);
    return refused.output();
  }

  private ShellCommand release(String environment) {
    return run("umask 077; PATH=\"$2:$PATH\" " + environment + " ./dev release");
  }

  private ShellCommand sh(String script) {
    return run(script).orThrow();
  }

  private ShellCommand run(String script) {
    return ShellCommand.run(
        "bash", "-c", "cd \"$1\" && " + script, "bash", repository + "", temporary + "/bin");
  }
}
