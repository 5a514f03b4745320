package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ini.Line;
import org.sipha.config.ini.LineScanner;
import org.sipha.config.type.Secret;

/** A configuration that stands in several files. */
class IncludesTest {
  @TempDir Path directory;
  private TestFile file;

  @BeforeEach
  void begin() {
    file = new TestFile(directory);
  }

  private Outcome including(String... includes) {
    return file.read(text(includes));
  }

  private String text(String... includes) {
    StringBuilder text = new StringBuilder();
    for (String include : includes) {
      text.append("include = ").append(include).append('\n');
    }
    return text + file.text();
  }

  private Path write(String name, String text) throws IOException {
    Path path = directory.resolve(name);
    Files.createDirectories(path.resolveSibling(""));
    return Files.writeString(path, text);
  }

  private static List<String> report(Outcome outcome) {
    return TestFile.problems(outcome).stream().map(ProblemReport::line).toList();
  }

  @Test
  void whatIsIncludedCountsAsIfItStoodInTheFile() throws IOException {
    write("shared/dns.ini", "[dn:1001]\ncontact = sip:1001@10.0.0.9\n[TServer]\nsip-port = 5070\n");

    ServerSettings settings = TestFile.settings(including("shared/dns.ini"));

    assertThat(settings.dns()).extracting(ServerSettings.Dn::name).containsExactly("1001");
    assertThat(settings.sip().port()).isEqualTo(5070);
    assertThat(settings.serverId()).isEqualTo(1);
  }

  @Test
  void theIncludingFileWinsOverWhatItIncludesAndALaterIncludeOverAnEarlierOne() throws IOException {
    write("one.ini", "[TServer]\nserver-id = 7\nsip-port = 5001\nhttp-port = 8001\n");
    write("two.ini", "include = deep.ini\n[TServer]\nsip-port = 5002\n");
    write("deep.ini", "[TServer]\nsip-port = 5003\nmin-se = 1800\n");

    ServerSettings settings = TestFile.settings(including("one.ini", "two.ini"));

    assertThat(settings.serverId()).isEqualTo(1);
    assertThat(settings.sip().port()).isEqualTo(5002);
    assertThat(settings.http().port()).isEqualTo(8001);
    assertThat(settings.callTimers().minSessionExpiresSeconds()).isEqualTo(1800);
  }

  @Test
  void aValueThatIsOverriddenNeedNotBeValid() throws IOException {
    write("one.ini", "[TServer]\nserver-id = many\n");

    assertThat(report(including("one.ini"))).isEmpty();
  }

  @Test
  void includesStartAtTheDirectoryOfTheirFileAndPathsInValuesAtThatOfTheServersFile()
      throws IOException {
    write("shared/one.ini", "include = deeper/two.ini\n");
    write("shared/deeper/two.ini", "[dn:1001]\npassword = ${file:secrets/1001}\n");
    write("secrets/1001", "very-secret-1001\n");
    write("shared/three.ini", "[arbiter]\nlock-file = run/pair.lock\n");
    file.remove("arbiter", "lock-file");

    ServerSettings settings =
        TestFile.settings(including("shared/one.ini", directory.resolve("shared/three.ini") + ""));

    assertThat(settings.dns().get(0).password()).isEqualTo(new Secret("very-secret-1001"));
    assertThat(settings.arbiter().lockFile()).isEqualTo(directory.resolve("run/pair.lock"));
  }

  @Test
  void problemsNameTheFileAndTheLineWhereTheyStandMainFileFirst() throws IOException {
    Path one =
        write(
            "one.ini", "[TServer]\nsip-port = many\nhttp-port = 1\nhttp-port = 2\noops\n[oops]\n");
    file.set("TServer", "min-se", "1");

    assertThat(report(including("one.ini")))
        .containsExactly(
            file.path() + ":7: [TServer] min-se = 1: the value is out of range; valid: 90 to 86400",
            one
                + ":2: [TServer] sip-port = many: the value is not a whole number; valid: 1 to"
                + " 65535",
            one
                + ":4: [TServer] http-port = 2: the option stands already in line 3: keep one of"
                + " them",
            one + ":5: [TServer] oops: neither [section] nor name = value nor a comment",
            one
                + ":6: [oops]: there is no such section; valid: [TServer], [backup-sync],"
                + " [arbiter], [hazelcast], [log], [dn:NAME], [trunk:NAME]");
  }

  @Test
  void eachOptionKnowsTheFileAndLineThatSetsIt() throws IOException {
    Path one = write("one.ini", "[TServer]\n\nsip-port = 5070\n");

    Configuration configuration = ((Outcome.Valid) including("one.ini")).configuration();

    assertThat(line(configuration, "sip-port")).isEqualTo(new Line(one.toString(), 3));
    assertThat(line(configuration, "server-id")).isEqualTo(new Line(file.path().toString(), 4));
  }

  private static Line line(Configuration configuration, String option) {
    return configuration.options().stream()
        .filter(o -> o.option().name().equals(option))
        .findFirst()
        .orElseThrow()
        .line();
  }

  @Test
  void includeThatCannotBeFollowedIsAProblemWhereItStands() throws IOException {
    Path large = write("large.ini", "#".repeat(LineScanner.MAX_FILE_BYTES + 1));

    assertThat(report(including("missing.ini", ".", "large.ini", "a\0b", "${env:NONE}")))
        .containsExactly(
            file.path()
                + ":1: include = missing.ini: "
                + directory.resolve("missing.ini")
                + " can't be read: there is no such file",
            file.path()
                + ":2: include = .: "
                + directory.resolve(".")
                + " can't be read: is a directory, not a file",
            file.path()
                + ":3: include = large.ini: "
                + large
                + " can't be read: is larger than 1 MB, so it is no configuration",
            file.path() + ":4: control character U+0000 at column 12",
            file.path()
                + ":5: include = ${env:NONE}: a variable in the path can't be replaced: it isn't"
                + " set, its file can't be read as one line, or it is of another kind");
  }

  @Test
  void pathMayHoldAVariable() throws IOException {
    write("west.ini", "[TServer]\nsip-port = 5070\n");
    byte[] content = text("${env:SITE}.ini").getBytes(StandardCharsets.UTF_8);

    assertThat(TestFile.settings(file.read(content, Map.of("SITE", "west"))).sip().port())
        .isEqualTo(5070);
  }

  @Test
  void circleIsAProblemOfTheIncludeThatClosesIt() throws IOException {
    Path one = write("one.ini", "include = two.ini\n");
    Path two = write("two.ini", "\ninclude = ./one.ini\ninclude = two.ini\n");

    assertThat(report(including("one.ini")))
        .containsExactly(
            two
                + ":2: include = ./one.ini: goes in a circle: "
                + two.resolveSibling("./one.ini")
                + " includes this file",
            two + ":3: include = two.ini: goes in a circle: " + two + " includes this file");
    assertThat(one).exists();
  }

  @Test
  void sixteenIncludesAreFollowedAndNoMore() throws IOException {
    write("twice.ini", "[dn:1001]\ncontact = sip:10.0.0.9\n");
    String[] sixteen = new String[16];
    Arrays.fill(sixteen, "twice.ini");
    assertThat(report(including(sixteen))).isEmpty();

    write("twice.ini", "include = nothing.ini");
    write("nothing.ini", "");
    assertThat(report(including(sixteen)))
        .hasSize(8)
        .allMatch(line -> line.contains("is one include too many: at most 16 are followed"));
  }

  @Test
  void badLineOfAFileThatIsIncludedTwiceIsReportedOnce() throws IOException {
    Path twice = write("twice.ini", "oops\n");

    assertThat(report(including("twice.ini", "twice.ini")))
        .containsExactly(twice + ":1: oops: neither [section] nor name = value nor a comment");
  }

  @Test
  void textOfAConfigurationServerMustNotInclude() throws IOException {
    write("one.ini", "");
    byte[] content = text("one.ini").getBytes(StandardCharsets.UTF_8);

    Outcome outcome =
        ConfigurationFile.check(ConfigurationText.alone(content, file.path(), "http://server/"));

    assertThat(report(outcome))
        .containsExactly(
            "http://server/:1: include = one.ini: only files can include files; a configuration"
                + " server gives one text and puts its parts together itself");
  }

  @Test
  void textsAreLikeOneAnotherWhileAllTheirFilesAre() throws IOException {
    write("one.ini", "include = two.ini\n");
    Path two = write("two.ini", "[dn:1001]\npassword = ${file:secret}\n");
    Path secret = write("secret", "very-secret-1001");
    including("one.ini");
    ConfigurationText before = ConfigurationText.read(file.path());
    assertThat(ConfigurationText.read(file.path()).isLike(before)).isTrue();

    Files.writeString(secret, "another-secret");
    assertThat(ConfigurationText.read(file.path()).isLike(before)).as("secret").isFalse();
    Files.writeString(secret, "very-secret-1001");
    assertThat(ConfigurationText.read(file.path()).isLike(before)).isTrue();

    Files.writeString(two, "[dn:1002]\npassword = ${file:secret}\n");
    assertThat(ConfigurationText.read(file.path()).isLike(before)).as("included").isFalse();
    Files.delete(two);
    ConfigurationText without = ConfigurationText.read(file.path());
    assertThat(without.isLike(before)).as("missing").isFalse();
    assertThat(ConfigurationText.read(file.path()).isLike(without)).as("still missing").isTrue();
  }

  @Test
  void secretIsReadWithTheTextAndNotAgain() throws IOException {
    Path secret = write("secret", "very-secret-1001");
    file.set("dn:1001", "password", "${file:secret}");
    file.read();
    ConfigurationText text = ConfigurationText.read(file.path());
    Files.delete(secret);

    assertThat(TestFile.settings(ConfigurationFile.check(text)).dns().get(0).password())
        .isEqualTo(new Secret("very-secret-1001"));
  }

  @Test
  void allFilesOfAConfigurationAreKnownButThoseWithSecrets() throws IOException {
    Path shared = write("shared/dns.ini", "include = ../deep.ini\n# dns");
    Path deep = write("deep.ini", "[dn:1001]\ncontact = sip:1001@10.0.0.9\n");
    write("password", "secret");
    Path main =
        write("main.ini", text("shared/dns.ini") + "[dn:1002]\npassword = ${file:password}");

    Map<Path, byte[]> files = ConfigurationText.read(main).files();

    assertThat(files.keySet()).containsExactly(main, shared, deep);
    assertThat(files.get(shared)).asString(StandardCharsets.UTF_8).contains("# dns");
  }
}
