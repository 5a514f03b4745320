package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code bin/sipha} of the tarball, called as people call such scripts. */
class StartScriptIT {
  private static final Path TARBALL =
      Path.of(System.getProperty("sipha.tarball")).toAbsolutePath().normalize();

  @TempDir Path temporary;
  private Path home;

  /** How a command ended, and all that it printed. */
  private record Ending(int status, String output) {}

  @BeforeEach
  void unpackIntoADirectoryWithSpaces() throws Exception {
    Path directory = Files.createDirectories(temporary.resolve("a directory with spaces"));
    Ending unpacked = run(Map.of(), "tar", "-xzf", TARBALL.toString(), "-C", directory.toString());
    assertThat(unpacked.status).as(unpacked.output).isZero();
    try (var unpackedDirectories = Files.list(directory)) {
      home = unpackedDirectories.findFirst().orElseThrow();
    }
  }

  @Test
  void runsFromADirectoryWithSpacesAndThroughLinks() throws Exception {
    Path relative = temporary.resolve("relative");
    Files.createSymbolicLink(relative, temporary.relativize(script()));
    Path chained = Files.createSymbolicLink(temporary.resolve("chained"), relative);
    for (Path path : List.of(script(), relative, chained)) {
      Ending ending = run(Map.of(), path.toString(), "version");
      assertThat(ending.output).startsWith("sipha ");
      assertThat(ending.status).isZero();
    }
  }

  @Test
  void dashboardAndAlertRulesComeWithIt() {
    assertThat(home.resolve("share").resolve("monitoring"))
        .isDirectoryContaining("glob:**/sipha-dashboard.json")
        .isDirectoryContaining("glob:**/sipha-alerts.yml")
        .isDirectoryContaining("glob:**/prometheus.yml");
  }

  @Test
  void exitStatusIsThatOfTheProgram() throws Exception {
    assertThat(run(Map.of(), script().toString(), "no-such-command").status).isEqualTo(2);
    assertThat(
            run(Map.of(), script().toString(), "config", "check", temporary + "/no such file")
                .status)
        .isEqualTo(78);
  }

  @Test
  void argumentsAndOptionsArriveAsTheyWereGiven() throws Exception {
    Path java = fakeJava(temporary.resolve("java home"), "17.0.1");
    Files.writeString(
        home.resolve("conf/jvm.options"),
        "\n# a comment\n-Dfirst=with a space\n-Dlast",
        StandardOpenOption.TRUNCATE_EXISTING);
    Ending ending =
        run(
            Map.of("JAVA_HOME", java.toString(), "SIPHA_JAVA_OPTS", "-Xmx2g -Dglob=*"),
            script().toString(),
            "server",
            "two words",
            "",
            "*");
    assertThat(ending.output.lines())
        .containsExactly(
            "[-Dfirst=with a space]",
            "[-Dlast]",
            "[-Xmx2g]",
            "[-Dglob=*]",
            "[-XX:ErrorFile=" + home.toRealPath() + "/logs/crash-%p.log]",
            "[-cp]",
            "[" + home.toRealPath() + "/lib/*]",
            "[org.sipha.dist.Main]",
            "[server]",
            "[two words]",
            "[]",
            "[*]");
  }

  @Test
  void aMemberOfAGridGetsWhatItsLibraryAsksFor() throws Exception {
    Path java = fakeJava(temporary.resolve("java home"), "17.0.1");
    for (String command : List.of("grid", "server")) {
      Ending ending =
          run(Map.of("JAVA_HOME", java.toString()), script().toString(), command, "grid");
      assertThat(ending.output.contains("[--add-opens]")).isEqualTo(command.equals("grid"));
      assertThat(ending.output.lines()).endsWith("[" + command + "]", "[grid]");
    }
  }

  @Test
  void processOfTheScriptIsJavaItselfSoThatSignalsReachIt() throws Exception {
    Path java = fakeJava(temporary.resolve("java home"), "17.0.1");
    Files.writeString(java.resolve("bin/java"), "#!/bin/sh\necho $$\n");
    Process process = start(Map.of("JAVA_HOME", java.toString()), script().toString());
    assertThat(ending(process).output.strip()).isEqualTo(String.valueOf(process.pid()));
  }

  @Test
  void missingOrOldJavaIsSaidClearly() throws Exception {
    Ending missing = run(Map.of("JAVA_HOME", "/no/such/java"), script().toString(), "version");
    assertThat(missing.status).isEqualTo(1);
    assertThat(missing.output).contains("/no/such/java/bin/java", "Java 17 or newer");

    for (String old : List.of("11.0.2", "1.8.0_402")) {
      Path java = fakeJava(temporary.resolve(old), old);
      Ending tooOld = run(Map.of("JAVA_HOME", java.toString()), script().toString(), "version");
      assertThat(tooOld.status).isEqualTo(1);
      assertThat(tooOld.output).contains("17 or newer is needed");
    }
  }

  private Path script() {
    return home.resolve("bin").resolve("sipha");
  }

  /** A Java that only shows its arguments. */
  private static Path fakeJava(Path javaHome, String version) throws IOException {
    Files.createDirectories(javaHome.resolve("bin"));
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java = javaHome.resolve("bin/java");
    Files.writeString(java, "#!/bin/sh\nfor argument; do echo \"[$argument]\"; done\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    return javaHome;
  }

  private static Ending run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    return ending(start(environment, command));
  }

  private static Process start(Map<String, String> environment, String... command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
    builder.environment().remove("SIPHA_JAVA_OPTS");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Ending ending(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ending(process.exitValue(), output);
  }
}
