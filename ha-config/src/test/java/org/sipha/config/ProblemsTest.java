package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ini.LineScanner;
import org.sipha.config.type.Secret;

/**
 * What an operator reads when something is wrong: each kind of problem, in the words of the report.
 */
class ProblemsTest {
  @TempDir Path directory;
  private TestFile file;

  @BeforeEach
  void begin() {
    file = new TestFile(directory);
  }

  @Test
  void everythingWrongIsReportedAtOnceByLine() {
    String text =
        """
        [TServer]
        application-name = sips-a
        server-id = 200
        sip-address = 127.0.0.1
        sip-prot = 5060
        data-directory = data
        ha-max-calls-sync-at-once = abc
        what is this

        [backup-sync
        address = 127.0.0.1
        port = 7101
        port = 7102
        peer-address = 127.0.0.1
        tls = off
        """;

    assertThat(file.problemsOf(text))
        .containsExactly(
            "[arbiter]: the section is missing; it needs type",
            "3: [TServer] server-id = 200: the value is out of range; valid: 1 to 127",
            "5: [TServer] sip-prot = 5060: there is no such option; did you mean sip-port?",
            "7: [TServer] ha-max-calls-sync-at-once = abc: the value is not a whole number; valid:"
                + " 200 to 1000",
            "8: [TServer] what is this: neither [section] nor name = value nor a comment",
            "10: [backup-sync]: the section has no closing bracket",
            "10: [backup-sync] peer-port: the option is missing; valid: 1 to 65535",
            "13: [backup-sync] port = 7102: the option stands already in line 12: keep one of"
                + " them");
  }

  @Test
  void missingRequiredSectionsAreNamedWithWhatTheyNeed() {
    assertThat(file.problemsOf(""))
        .containsExactly(
            "[TServer]: the section is missing; it needs application-name, server-id, sip-address,"
                + " data-directory",
            "[backup-sync]: the section is missing; it needs address, port, peer-address,"
                + " peer-port",
            "[arbiter]: the section is missing; it needs type");
  }

  @Test
  void missingRequiredOptionPointsToItsSection() {
    file.remove("TServer", "server-id");

    assertThat(file.problems())
        .containsExactly("1: [TServer] server-id: the option is missing; valid: 1 to 127");
  }

  @Test
  void misspelledOptionIsNotReportedAsMissingToo() {
    file.remove("TServer", "server-id").set("TServer", "sever-id", "1");

    assertThat(file.problems())
        .containsExactly(
            "5: [TServer] sever-id = 1: there is no such option; did you mean server-id?");
  }

  @Test
  void unknownOptionWithoutANearOneListsThoseThereAre() {
    file.set("log", "colour", "blue");

    assertThat(file.problems())
        .containsExactly(
            "16: [log] colour = blue: there is no such option; valid: verbose, format, sip-messages");
  }

  @Test
  void misspelledSectionIsCheckedAsTheOneThatWasMeant() {
    file.renameSection("TServer", "Tserver").set("Tserver", "server-id", "0");
    file.set("trunks:west", "contact", "sip:10.0.0.9").set("dn", "contact", "sip:10.0.0.9");

    assertThat(file.problems())
        .containsExactly(
            "10: [Tserver]: there is no such section; did you mean [TServer]?",
            "12: [Tserver] server-id = 0: the value is out of range; valid: 1 to 127",
            "15: [trunks:west]: there is no such section; did you mean [trunk:west]?",
            "17: [dn]: there is no such section; did you mean [dn:NAME]?");
  }

  @Test
  void sectionThatResemblesNoneListsThoseThereAre() {
    file.set("music", "volume", "11");

    assertThat(file.problems())
        .containsExactly(
            "15: [music]: there is no such section; valid: [TServer], [backup-sync], [arbiter],"
                + " [hazelcast], [log], [dn:NAME], [trunk:NAME]");
  }

  @Test
  void nameOfADestinationIsChecked() {
    file.set("dn:", "contact", "sip:10.0.0.9").set("trunk: west", "contact", "sip:10.0.0.8");

    assertThat(file.problems()).hasSize(2);
    assertThat(file.problems().get(0)).startsWith("15: [dn:]: the name after dn: is empty; valid:");
    assertThat(file.problems().get(1)).contains("has blanks around it");
  }

  @Test
  void optionInTheWrongSectionIsSentWhereItBelongs() {
    file.set("TServer", "addp-timeout", "1.5").set("arbiter", "contact", "sip:1@h");

    assertThat(file.problems())
        .containsExactly(
            "6: [TServer] addp-timeout = 1.5: the option does not stand here, it belongs to"
                + " [backup-sync]",
            "16: [arbiter] contact = sip:1@h: the option does not stand here, it belongs to"
                + " [dn:NAME] or [trunk:NAME]");
  }

  @Test
  void repeatedSectionIsRefused() {
    assertThat(file.problemsOf(file.text() + "[arbiter]\n"))
        .containsExactly("15: [arbiter]: the section stands already in line 12: join the two");
  }

  @Test
  void knownNameWithoutUseIsAWarningThatSaysWhatReplacesIt() {
    file.set("backup-sync", "addp-remote-timeout", "10").set("log", "standard", "stdout");

    assertThat(file.problems()).isEmpty();
    assertThat(file.warnings())
        .containsExactly(
            "12: [backup-sync] addp-remote-timeout = 10: has no use here and is ignored: both ends"
                + " always send heartbeats; see addp-timeout",
            "17: [log] standard = stdout: has no use here and is ignored: the log goes to the"
                + " standard output; see verbose");
  }

  @Test
  void plaintextIsPossibleOnLoopbackOnly() {
    file.set("backup-sync", "peer-address", "10.0.0.2").set("backup-sync", "address", "10.0.0.1");

    assertThat(file.problems())
        .hasSize(2)
        .allMatch(line -> line.contains("tls = off is possible on loopback only"));
    file.set("backup-sync", "address", "::1").set("backup-sync", "peer-address", "localhost");
    assertThat(file.problems()).isEmpty();
  }

  @Test
  void fileArbiterNeedsItsLockAndOneHost() {
    file.remove("arbiter", "lock-file");

    assertThat(file.problems())
        .containsExactly(
            "12: [arbiter] lock-file: the option is missing; type = file needs it; valid: a path; a"
                + " relative one starts at the directory of the server's file");
    assertThat(file.set("arbiter", "type", "manual").problems()).isEmpty();

    file.set("arbiter", "type", "file").set("arbiter", "lock-file", "pair.lock");
    file.set("backup-sync", "address", "10.0.0.1").set("backup-sync", "peer-address", "10.0.0.2");
    assertThat(TestFile.only(file.warnings()))
        .startsWith("13: [arbiter] type")
        .contains("one host only");
  }

  @Test
  void portsOfOneServerMustNotClash() {
    file.set("TServer", "http-port", "5060");
    assertThat(file.problems())
        .containsExactly(
            "6: [TServer] http-port = 5060: 127.0.0.1:5060 is taken already by sip-address and"
                + " sip-port");

    file.set("TServer", "http-port", "7101").set("TServer", "http-address", "0.0.0.0");
    assertThat(file.problems())
        .containsExactly(
            "10: [backup-sync] port = 7101: 127.0.0.1:7101 is taken already by [TServer]"
                + " http-address and http-port");

    file.set("TServer", "http-port", "7102").set("TServer", "http-address", "localhost");
    assertThat(TestFile.only(file.problems())).startsWith("12: [backup-sync] peer-port = 7102:");

    file.set("TServer", "http-port", "8080").set("TServer", "sip-port", "7101");
    assertThat(TestFile.only(file.problems())).contains("[TServer] sip-address and sip-port");
  }

  @Test
  void bothEndsOfTheHaConnectionMustNotBeOne() {
    file.set("backup-sync", "peer-port", "7101");

    assertThat(file.problems())
        .containsExactly(
            "10: [backup-sync] peer-port = 7101: 127.0.0.1:7101 is taken already by address and"
                + " port: both are one end");
  }

  @Test
  void trunksMustBeToldApart() {
    file.set("trunk:west", "prefix", "9").set("trunk:west", "contact", "sip:10.0.0.9:6070");
    file.set("trunk:east", "prefix", "9").set("trunk:east", "contact", "sip:10.0.0.8:6070");
    assertThat(file.problems())
        .containsExactly("19: [trunk:east] prefix = 9: [trunk:west] has this prefix already");

    file.set("trunk:east", "prefix", "91").set("trunk:east", "contact", "sip:gw@10.0.0.9:6070");
    assertThat(file.problems()).isEmpty();
    assertThat(TestFile.only(file.warnings()))
        .contains("calls from there can't be told from those of [trunk:west]");

    file.set("trunk:west", "multisite", "true");
    assertThat(TestFile.only(file.problems())).contains("only one of the two is multisite");
  }

  @Test
  void numbersThatADnTakesFromATrunkAreAWarning() {
    file.set("trunk:west", "prefix", "9").set("trunk:west", "contact", "sip:10.0.0.9:6070");
    file.set("trunk:east", "prefix", "91").set("trunk:east", "contact", "sip:10.0.0.8:6070");
    file.set("dn:1009", "contact", "sip:10.0.0.7");
    assertThat(file.warnings()).as("longest prefix wins, as usual").isEmpty();

    file.set("dn:9100", "contact", "sip:10.0.0.7");
    assertThat(file.warnings())
        .containsExactly(
            "19: [trunk:east] prefix = 91: [dn:9100] begins with it: calls to that number go to the"
                + " DN and never through here");

    file.set("dn:91", "contact", "sip:10.0.0.7").set("dn:90", "contact", "sip:10.0.0.7");
    assertThat(file.warnings())
        .containsExactly(
            "16: [trunk:west] prefix = 9: [dn:90] begins with it: calls to that number go to the DN"
                + " and never through here",
            "19: [trunk:east] prefix = 91: [dn:9100] and 1 more begin with it: calls to those"
                + " numbers go to the DNs and never through here");
  }

  @Test
  void dnAtATrunkIsAWarningAndDnsMayShareAPhone() {
    file.set("dn:1001", "contact", "sip:1001@10.0.0.9:6001");
    file.set("dn:1002", "contact", "sip:1002@10.0.0.9:6001");
    assertThat(file.warnings()).isEmpty();

    file.set("trunk:west", "contact", "sip:10.0.0.9:6001");
    assertThat(file.problems()).isEmpty();
    assertThat(file.warnings()).hasSize(2);
  }

  @Test
  void contactMustNotBeThePairItself() {
    file.set("dn:1001", "contact", "sip:1001@127.0.0.1");

    assertThat(TestFile.only(file.problems())).contains("the pair's own service address");
  }

  @Test
  void scriptsMustExistBothAndBeExecutable() throws IOException {
    Path plain = Files.writeString(directory.resolve("plain"), "");
    file.set("TServer", "sip-vip-script-up", "missing");
    assertThat(file.problems())
        .containsExactly(
            "6: [TServer] sip-vip-script-up = missing: the option needs sip-vip-script-down beside"
                + " it",
            "6: [TServer] sip-vip-script-up = missing: there is no file "
                + directory.resolve("missing")
                + "; valid: an executable program");

    file.set("TServer", "sip-vip-script-up", "/bin/true");
    file.set("TServer", "sip-vip-script-down", "plain");
    assertThat(TestFile.only(file.problems())).contains(plain + " can't be executed");

    file.set("TServer", "sip-vip-script-down", "/bin");
    assertThat(TestFile.only(file.problems())).contains("/bin can't be executed");
  }

  @Test
  void directoryAndLockMustNotBeSomethingElse() throws IOException {
    Files.writeString(directory.resolve("data"), "");
    Files.createDirectory(directory.resolve("lock"));
    file.set("TServer", "data-directory", "data").set("arbiter", "lock-file", "lock");

    assertThat(file.problems()).hasSize(2);
    assertThat(file.problems().get(0)).contains("exists and is not a directory");
    assertThat(file.problems().get(1)).contains("is a directory");
  }

  @Test
  void secretMayStandInAFileOfItsOwn() throws Exception {
    Path secret = file.path().resolveSibling("password-1001");
    file.set("dn:1001", "password", "${file:password-1001}");
    Files.writeString(secret, "very-secret-1001\n");

    assertThat(file.settings().dns().get(0).password()).isEqualTo(new Secret("very-secret-1001"));
    Files.writeString(secret, "very-secret-1001\nand more");
    assertThat(file.problems()).singleElement().asString().contains("can't be replaced");
    Files.delete(secret);
    assertThat(file.problems())
        .singleElement()
        .asString()
        .contains("[dn:1001] password = ***: a variable in the value can't be replaced")
        .contains("its file can't be read");
  }

  @Test
  void variableThatIsNotSetIsAProblemAndItsSecretIsNotShown() {
    file.set("TServer", "sip-port", "${env:SIP_PORT}");
    byte[] content = file.text().getBytes(StandardCharsets.UTF_8);

    assertThat(TestFile.settings(file.read(content, Map.of("SIP_PORT", "5070"))).sip().port())
        .isEqualTo(5070);
    assertThat(ProblemReport.text(TestFile.problems(file.read(content, Map.of()))))
        .contains("sip-port = ${env:SIP_PORT}: a variable in the value can't be replaced");
    assertThat(
            ProblemReport.text(TestFile.problems(file.read(content, Map.of("SIP_PORT", "hush")))))
        .contains("is not a whole number")
        .doesNotContain("hush");
  }

  @Test
  void fileThatCannotBeReadIsAProblemLikeAnyOther() throws IOException {
    Path missing = directory.resolve("missing.ini");
    Path large =
        Files.write(directory.resolve("large.ini"), new byte[LineScanner.MAX_FILE_BYTES + 1]);

    assertThat(report(missing)).isEqualTo(missing + ": can't be read: there is no such file\n");
    assertThat(report(directory))
        .isEqualTo(directory + ": can't be read: is a directory, not a file\n");
    assertThat(report(Path.of("/dev/zero")))
        .isEqualTo("/dev/zero: can't be read: is not a regular file\n");
    assertThat(report(large)).contains("larger than 1 MB");
    assertThat(report(missing.resolve("x"))).contains("can't be read");
  }

  @Test
  void reportShowsWhatATerminalWouldHide() {
    Problem problem =
        new Problem(
            "f", 1, "s", "o", "500\u00a0\u200b\u001b[2J" + "x".repeat(200), "bad", null, null);

    assertThat(ProblemReport.line(problem))
        .startsWith("f:1: [s] o = 500<U+00A0><U+200B><U+001B>[2Jxxx")
        .endsWith("x...: bad")
        .hasSizeLessThan(150);
  }

  @Test
  void reportOfVeryManyProblemsEnds() {
    Problem problem = new Problem("f", 1, null, null, null, "bad", null, null);

    String text = ProblemReport.text(Collections.nCopies(250, problem));

    assertThat(text.lines()).hasSize(101);
    assertThat(text).endsWith("... and 150 more\n");
  }

  private static String report(Path path) {
    return ProblemReport.text(TestFile.problems(ConfigurationFile.read(path)));
  }

  @Test
  void dnNeedsAContactOrAPassword() {
    file.set("dn:1001", "password", "correct horse");
    assertThat(file.problems()).isEmpty();
    file.remove("dn:1001", "password");
    assertThat(TestFile.only(file.problems())).contains("[dn:1001]: the DN has neither contact");
    file.set("dn:1001", "contct", "sip:1@10.0.0.9");
    assertThat(TestFile.only(file.problems())).contains("did you mean contact?");
  }

  @Test
  void shortestRegistrationMustNotBeLongerThanTheLongest() {
    file.set("TServer", "sip-min-expires", "120").set("TServer", "sip-max-expires", "90");
    assertThat(file.problems())
        .singleElement()
        .asString()
        .contains("sip-min-expires, 120 s, is more than sip-max-expires, 90 s");
  }

  @Test
  void passwordIsNotRepeatedInAReport() {
    file.set("dn:1001", "password", "hunter2").set("dn:1002", "pasword", "correct horse");
    String twice = "password = correct horse\npassword = battery staple\npassword correct\n";
    String report =
        ProblemReport.text(TestFile.problems(file.read(file.text() + "[dn:1003]\n" + twice)));
    assertThat(report).contains("[dn:1001] password = ***: the value is too short");
    assertThat(report.lines()).hasSize(4);
    assertThat(report).doesNotContain("hunter2", "horse", "battery", "correct");
    assertThat(file.read().toString()).doesNotContain("hunter2", "horse");
  }
}
