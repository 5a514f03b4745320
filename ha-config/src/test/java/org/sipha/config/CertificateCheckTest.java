package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.config.type.Tls;

/** What can be wrong with certificates is told before the peer finds out. */
class CertificateCheckTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2028-01-01T00:00:00Z");
  private static final Instant AUTHORITY_UNTIL = Instant.parse("2036-01-01T00:00:00Z");
  private static final String CERTIFICATE = "12: [backup-sync] certificate = ha/sips-a.pem: ";
  private static final String KEY = "13: [backup-sync] key = ha/sips-a.key: ";
  private static final String AUTHORITY = "14: [backup-sync] authority = ha/authority.pem: ";

  @TempDir Path directory;
  private TestFile file;
  private TestAuthority authority;
  private Path node;

  @BeforeEach
  void makePair() throws IOException {
    Path home = Files.createDirectory(directory.resolve("ha"));
    file =
        new TestFile(directory)
            .set("backup-sync", "tls", "required")
            .set("backup-sync", "certificate", "ha/sips-a.pem")
            .set("backup-sync", "key", "ha/sips-a.key")
            .set("backup-sync", "authority", "ha/authority.pem");
    node = home.resolve("sips-a");
    authority = new TestAuthority(home.resolve("authority.pem"), FROM, AUTHORITY_UNTIL);
    authority.issue(node, "EC", FROM, UNTIL, "sips-a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void certificatesThatFitAreTaken(String algorithm) throws IOException {
    authority.issue(node, algorithm, FROM, UNTIL, "other", "sips-a");

    Outcome outcome = file.readAt(NOW);

    assertThat(TestFile.problems(outcome)).isEmpty();
    assertThat(outcome.warnings()).isEmpty();
    ServerSettings.BackupSync connection = TestFile.settings(outcome).backupSync();
    assertThat(connection.tls()).isEqualTo(Tls.REQUIRED);
    assertThat(connection.certificate()).isEqualTo(directory.resolve("ha/sips-a.pem"));
    assertThat(connection.key()).isEqualTo(directory.resolve("ha/sips-a.key"));
    assertThat(connection.authority()).isEqualTo(directory.resolve("ha/authority.pem"));
  }

  @Test
  void tlsIsTheDefault() {
    file.remove("backup-sync", "tls");

    assertThat(TestFile.settings(file.readAt(NOW)).backupSync().tls()).isEqualTo(Tls.REQUIRED);
  }

  @Test
  void allThreeOptionsAreNeededUnlessTlsIsOff() {
    for (String option : List.of("certificate", "key", "authority")) {
      file.remove("backup-sync", option);
    }

    assertThat(problems(NOW))
        .hasSize(3)
        .allMatch(line -> line.startsWith("6: [backup-sync] "))
        .allMatch(line -> line.contains("the option is missing; it is needed unless tls = off"))
        .allMatch(line -> line.contains("sipha init"));
    file.set("backup-sync", "tls", "off");
    assertThat(problems(NOW)).isEmpty();
  }

  @Test
  void filesThatAreNotThereAreNamed() throws IOException {
    for (String name : List.of("sips-a.pem", "sips-a.key", "authority.pem")) {
      Files.delete(directory.resolve("ha").resolve(name));
    }
    // Without the certificate nobody can say whether a key fits: it is looked for next time.
    assertThat(problems(NOW))
        .containsExactly(
            CERTIFICATE + "there is no file " + node + ".pem",
            AUTHORITY + "there is no file " + directory.resolve("ha/authority.pem"));

    authority.issue(node, "EC", FROM, UNTIL, "sips-a");
    Files.delete(Path.of(node + ".key"));
    assertThat(problems(NOW)).contains(KEY + "there is no file " + node + ".key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
      })
  void filesThatAreSomethingElseAreNamed(String content) throws IOException {
    Files.writeString(directory.resolve("ha/authority.pem"), content);
    Files.writeString(Path.of(node + ".key"), content);

    assertThat(problems(NOW))
        .hasSize(2)
        .anyMatch(line -> line.startsWith(AUTHORITY) && line.contains("certificate in PEM form"))
        .anyMatch(line -> line.startsWith(KEY) && line.contains(" contains no "));
    Files.writeString(Path.of(node + ".pem"), content);
    assertThat(problems(NOW)).anyMatch(line -> line.startsWith(CERTIFICATE));
  }

  @Test
  void anotherFormOfKeyComesWithTheCommandThatConvertsIt() throws IOException {
    TestAuthority.write(Path.of(node + ".key"), "EC PRIVATE KEY", new byte[100]);

    assertThat(problems(NOW))
        .singleElement()
        .asString()
        .startsWith(KEY)
        .contains("openssl pkcs8 -topk8 -nocrypt");
  }

  @Test
  void aKeyOfAnotherCertificateIsFound() {
    Path other = directory.resolve("ha/other");
    authority.issue(other, "EC", FROM, UNTIL, "sips-a");
    file.set("backup-sync", "key", "ha/other.key");

    assertThat(problems(NOW))
        .containsExactly(
            "13: [backup-sync] key = ha/other.key: "
                + other
                + ".key is the key of another certificate");
  }

  @Test
  void aKeyOfAnotherKindIsFound() {
    authority.issue(directory.resolve("ha/other"), "RSA", FROM, UNTIL, "sips-a");
    file.set("backup-sync", "key", "ha/other.key");

    assertThat(problems(NOW))
        .singleElement()
        .asString()
        .contains("other.key contains no key of the certificate's kind (EC)");
  }

  @Test
  void aCertificateOfAnotherAuthorityIsFound() {
    new TestAuthority(directory.resolve("ha/authority.pem"), FROM, AUTHORITY_UNTIL);

    assertThat(problems(NOW))
        .singleElement()
        .asString()
        .startsWith(CERTIFICATE + "the certificate isn't signed by authority ");
  }

  @Test
  void oneOfSeveralAuthoritiesIsEnough() throws IOException {
    Path both = directory.resolve("ha/authority.pem");
    String own = Files.readString(both);
    new TestAuthority(both, FROM, AUTHORITY_UNTIL);
    Files.writeString(both, Files.readString(both) + own);

    assertThat(problems(NOW)).isEmpty();
  }

  @Test
  void anExpiredCertificateIsAProblemAndOneThatExpiresSoonAWarning() {
    assertThat(problems(UNTIL.plusSeconds(1)))
        .containsExactly(
            CERTIFICATE
                + "the certificate has expired at "
                + UNTIL
                + "; make a new one with sipha certificates renew and restart the server");
    assertThat(warnings(UNTIL.minus(Duration.ofDays(29))))
        .containsExactly(
            CERTIFICATE
                + "the certificate expires at "
                + UNTIL
                + "; make a new one with sipha certificates renew and restart the server");
    assertThat(warnings(UNTIL.minus(Duration.ofDays(31)))).isEmpty();
  }

  @Test
  void anExpiredAuthorityIsAProblemToo() {
    Instant late = AUTHORITY_UNTIL.plusSeconds(1);
    authority.issue(node, "EC", FROM, late.plus(TestAuthority.YEAR), "sips-a");

    assertThat(problems(late))
        .singleElement()
        .asString()
        .startsWith(AUTHORITY + "the certificate has expired");
  }

  @Test
  void aCertificateFromTheFutureMakesOneLookAtTheClock() {
    assertThat(problems(FROM.minusSeconds(1)))
        .hasSize(2)
        .allMatch(
            line -> line.contains("isn't valid before " + FROM + "; is this host's clock right?"));
  }

  @Test
  void aCertificateOfAnotherNameIsFound() {
    authority.issue(node, "EC", FROM, UNTIL, "sips-b", "SIPS-A");
    assertThat(problems(NOW))
        .containsExactly(
            CERTIFICATE
                + "the certificate is made out to sips-b, SIPS-A, but application-name is sips-a: the peer would"
                + " refuse it");

    authority.issue(node, "EC", FROM, UNTIL);
    assertThat(problems(NOW)).singleElement().asString().contains("made out to no DNS name");
  }

  @Test
  void aKeyThatEverybodyCanReadIsAWarning() throws IOException {
    Path key = Path.of(node + ".key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(warnings(NOW))
        .containsExactly(KEY + "everybody on this host can read the key: chmod 600 " + key);
  }

  @Test
  void whoOnlyWantsToKnowWhereTheServerIsNeedsNoCertificate() throws IOException {
    Files.writeString(file.path(), file.text());
    for (String name : List.of("sips-a.pem", "sips-a.key", "authority.pem")) {
      Files.delete(directory.resolve("ha").resolve(name));
    }

    assertThat(TestFile.settings(ConfigurationFile.readAnywhere(file.path())).applicationName())
        .isEqualTo("sips-a");
  }

  private List<String> problems(Instant now) {
    return file.lines(TestFile.problems(file.readAt(now)));
  }

  private List<String> warnings(Instant now) {
    Outcome outcome = file.readAt(now);
    assertThat(TestFile.problems(outcome)).isEmpty();
    return file.lines(outcome.warnings());
  }
}
