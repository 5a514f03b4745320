package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both files of a pair beside one another. */
class PairComparisonTest {
  private static final Instant FROM = Instant.now().minus(TestAuthority.YEAR);
  private static final Instant UNTIL = Instant.now().plus(TestAuthority.YEAR);

  @TempDir Path directory;
  private TestFile a;
  private TestFile b;

  @BeforeEach
  void begin() {
    a = new TestFile(directory).set("TServer", "http-port", "8080");
    b =
        new TestFile(directory)
            .set("TServer", "application-name", "sips-b")
            .set("TServer", "server-id", "2")
            .set("TServer", "http-port", "8081")
            .set("TServer", "data-directory", "data/sips-b")
            .set("backup-sync", "port", "7102")
            .set("backup-sync", "peer-port", "7101");
  }

  private Outcome compared() {
    return PairComparison.of("A", (Outcome.Valid) a.read(), "B", (Outcome.Valid) b.read());
  }

  private List<String> problems() {
    return TestFile.problems(compared()).stream().map(this::line).toList();
  }

  private List<String> warnings() {
    return compared().warnings().stream().map(this::line).toList();
  }

  private String line(Problem problem) {
    return ProblemReport.line(problem).replace(b.path().toString(), "B");
  }

  private void fits() {
    assertThat(problems()).isEmpty();
    assertThat(warnings()).isEmpty();
  }

  @Test
  void twoFilesOfAPairFit() {
    fits();
  }

  @Test
  void fileDoesNotFitItself() {
    b = a;

    assertThat(problems())
        .contains(
            "B:2: [TServer] application-name = sips-a: A has the same; it must be unique in the pair",
            "B:3: [TServer] server-id = 1: A has the same; it must be unique in the pair",
            "B:5: [TServer] data-directory = data/sips-a: A has the same; each server needs its own",
            "B:6: [TServer] http-port = 8080: 127.0.0.1:8080 is taken already by A");
  }

  @Test
  void endsOfTheHaConnectionAreMirrored() {
    b.set("backup-sync", "port", "7103").set("backup-sync", "peer-address", "localhost");

    assertThat(problems())
        .containsExactly(
            "B:9: [backup-sync] port = 7103: is another one than peer-port in A, 7102: both name the same end of the HA"
                + " connection and must be spelled alike",
            "B:10: [backup-sync] peer-address = localhost: is another one than address in A, 127.0.0.1: both name the same"
                + " end of the HA connection and must be spelled alike");
  }

  @Test
  void serviceAddressPairAndArbiterAreEqual() {
    b.set("TServer", "sip-port", "5070").set("backup-sync", "pair-name", "west");
    b.set("arbiter", "type", "manual");

    assertThat(problems())
        .containsExactly(
            "B:7: [TServer] sip-port = 5070: is 5060 in A; make them equal",
            "B:14: [backup-sync] pair-name = west: is pair in A; make them equal",
            "B:16: [arbiter] type = manual: is file in A; make them equal");
  }

  @Test
  void lockIsTheSameFileWhateverItIsCalled() throws IOException {
    Path run = Files.createDirectories(directory.resolve("run"));
    Files.createSymbolicLink(directory.resolve("link"), run);
    a.set("arbiter", "lock-file", "run/pair.lock");
    b.set("arbiter", "lock-file", "link/pair.lock");
    fits();

    b.set("arbiter", "lock-file", "other/pair.lock");
    assertThat(problems())
        .containsExactly(
            "B:15: [arbiter] lock-file = other/pair.lock: both servers need the same lock, and in A it is "
                + run.resolve("pair.lock"));
  }

  @Test
  void bothServersNameTheSameEtcdClusterInWhateverOrder() {
    for (TestFile file : List.of(a, b)) {
      file.remove("arbiter", "lock-file")
          .set("arbiter", "type", "etcd")
          .set("arbiter", "tls", "off");
    }
    a.set("arbiter", "endpoints", "127.0.0.1:1, 127.0.0.1:2, 127.0.0.1:3");
    b.set("arbiter", "endpoints", "127.0.0.1:3, 127.0.0.1:2, 127.0.0.1:1");
    fits();

    b.set("arbiter", "endpoints", "127.0.0.1:3, 127.0.0.1:2, 127.0.0.1:4");
    b.set("arbiter", "without-quorum", "go-on");
    assertThat(problems())
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("the same etcd cluster, and in A it is"))
        .anySatisfy(line -> assertThat(line).contains("without-quorum = go-on: is stop in A"));
  }

  @Test
  void whatShouldBeEqualIsAWarningWithBothValuesAndNoSecret() {
    a.set("TServer", "min-se", "1800").set("dn:1001", "password", "very-secret-1001");
    b.set("dn:1001", "password", "another-secret").set("dn:1002", "contact", "sip:10.0.0.9");
    a.set("trunk:west", "contact", "sip:10.0.0.8:6070");

    assertThat(problems()).isEmpty();
    assertThat(warnings())
        .containsExactly(
            "B: [TServer] min-se = 90: is 1800 in A; make them equal",
            "B: [trunk:west] stands in A and not here",
            "B: [dn:1002] stands here and not in A",
            "B:17: [dn:1001] password = ***: is *** in A; make them equal");
  }

  @Test
  void serversOnOneHostCannotShareAPortOrADirectory() {
    b.set("TServer", "http-address", "0.0.0.0").set("TServer", "http-port", "8080");
    b.set("TServer", "data-directory", directory.resolve("data/sips-a").toString());

    assertThat(problems())
        .hasSize(2)
        .anyMatch(line -> line.contains("data-directory") && line.contains("needs its own"))
        .anyMatch(line -> line.contains("http-port = 8080: 127.0.0.1:8080 is taken already by A"));
  }

  @Test
  void serversOnTwoHostsMayUseTheSamePortAndDirectory() {
    onTwoHosts();
    b.set("TServer", "data-directory", "data/sips-a").set("TServer", "http-port", "8080");

    fits();
  }

  @Test
  void authorityIsShared() {
    onTwoHosts();
    new TestAuthority(directory.resolve("other.pem"), FROM, UNTIL)
        .issue(directory.resolve("b"), "EC", FROM, UNTIL, "sips-b");
    b.set("backup-sync", "authority", "other.pem");

    assertThat(TestFile.only(problems()))
        .contains("authority = other.pem: has no authority in common with A");
  }

  @Test
  void bothServeOverTlsOrNeither() {
    new TestAuthority(directory.resolve("ca.pem"), FROM, UNTIL)
        .issue(directory.resolve("service"), "EC", FROM, UNTIL, "sip.example.com");
    a.set("TServer", "sip-tls-cert", "service.pem");
    a.set("TServer", "sip-tls-cert-key", "service.key");
    a.set("TServer", "sip-tls-trusted-ca", "ca.pem");

    assertThat(TestFile.only(problems()))
        .startsWith("B: [TServer] sip-tls-cert: only one of the two servers has it");
  }

  private void onTwoHosts() {
    TestAuthority authority = new TestAuthority(directory.resolve("ca.pem"), FROM, UNTIL);
    authority.issue(directory.resolve("a"), "EC", FROM, UNTIL, "sips-a");
    authority.issue(directory.resolve("b"), "EC", FROM, UNTIL, "sips-b");
    onHost(a, "10.0.0.1", "10.0.0.2", "a");
    onHost(b, "10.0.0.2", "10.0.0.1", "b");
  }

  private static void onHost(TestFile file, String here, String peer, String certificate) {
    file.set("backup-sync", "address", here).set("backup-sync", "peer-address", peer);
    file.set("backup-sync", "tls", "required").set("backup-sync", "authority", "ca.pem");
    file.set("backup-sync", "certificate", certificate + ".pem");
    file.set("backup-sync", "key", certificate + ".key");
    file.set("arbiter", "type", "manual").remove("arbiter", "lock-file");
  }
}
