package org.sipha.dist.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.Outcome;
import org.sipha.config.PairFiles;
import org.sipha.config.PairFiles.LocalPair;
import org.sipha.config.PemFile;
import org.sipha.config.ServerSettings;
import org.sipha.dist.certificate.CertificateRenewal.Renewed;

/** A pair whose certificates expire tomorrow; the configuration's own check is the judge. */
class CertificateRenewalTest {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final Instant MADE = NOW.minus(PairAuthority.NODE_VALID).plus(Duration.ofDays(1));
  private static final List<String> NAMES = List.of("sips-a", "sips-b");

  @TempDir Path directory;
  private Path ha;
  private PairFiles files;

  @BeforeEach
  void makePair() throws IOException {
    ha = directory.resolve("ha");
    files = PairFiles.write(directory, LocalPair.withDefaults());
    PairCertificates.write(ha, NAMES, MADE);
    assertThat(checked(files.a()).warnings()).isNotEmpty();
  }

  @Test
  void newCertificatesAreOfTheSameKeyAndAuthorityAndValidForTwoYears() throws Exception {
    Map<String, String> before = contents();
    X509Certificate old = certificate("sips-a.pem");

    List<Renewed> renewed = renew();

    assertThat(renewed)
        .extracting(Renewed::file)
        .containsExactly(path("sips-a.pem"), path("sips-b.pem"));
    assertThat(renewed).allMatch(one -> one.notAfter().equals(NOW.plus(PairAuthority.NODE_VALID)));
    assertThat(renewed).noneMatch(Renewed::endsWithAuthority);
    X509Certificate made = certificate("sips-a.pem");
    made.verify(certificate("authority.pem").getPublicKey());
    assertThat(made.getPublicKey()).isEqualTo(old.getPublicKey());
    assertThat(made.getSerialNumber()).isNotEqualTo(old.getSerialNumber());
    assertThat(made.getExtendedKeyUsage()).isEqualTo(old.getExtendedKeyUsage());
    assertServersCanStart();
    Map<String, String> after = contents();
    for (String unchanged : List.of("authority.pem", "authority.key", "sips-a.key", "sips-b.key")) {
      assertThat(after.get(unchanged)).isEqualTo(before.get(unchanged));
    }
    assertThat(after.get("sips-a.pem.old")).isEqualTo(before.get("sips-a.pem"));
    assertThat(after.get("sips-b.pem.old")).isEqualTo(before.get("sips-b.pem"));
    assertThat(after).hasSize(before.size() + 2);
  }

  @Test
  void permissionsStayAndALinkStaysALink() throws IOException {
    Path real = directory.resolve("kept-elsewhere.pem");
    Files.move(path("sips-a.pem"), real);
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
    Files.createSymbolicLink(path("sips-a.pem"), real);

    renew();

    assertThat(path("sips-a.pem")).isSymbolicLink();
    assertThat(Files.getPosixFilePermissions(real))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertServersCanStart();
  }

  @Test
  void aRenewalThatEndsHalfwayLeavesWhatFitsTogetherAndIsDoneAgain() throws IOException {
    Files.writeString(path("sips-a.pem.new"), "half a certif"); // of another crash
    Path obstacle = Files.createDirectories(path("sips-b.pem.new").resolve("full"));

    assertThatThrownBy(this::renew).isInstanceOf(IOException.class);

    assertThat(checked(files.a()).warnings()).as("is renewed").isEmpty();
    assertThat(checked(files.b()).warnings()).as("isn't yet").isNotEmpty();
    Files.delete(obstacle);
    renew();
    assertServersCanStart();
    assertThat(contents()).doesNotContainKeys("sips-a.pem.new", "sips-b.pem.new");
  }

  /** On two hosts each server's key is there alone. */
  @Test
  void theServersKeysAreNotNeeded() throws IOException {
    Path keys = Files.createDirectory(directory.resolve("hosts"));
    Files.move(path("sips-a.key"), keys.resolve("sips-a.key"));
    Files.move(path("sips-b.key"), keys.resolve("sips-b.key"));

    renew();

    Files.move(keys.resolve("sips-a.key"), path("sips-a.key"));
    Files.move(keys.resolve("sips-b.key"), path("sips-b.key"));
    assertServersCanStart();
  }

  @Test
  void noCertificateOutlivesItsAuthority() throws Exception {
    Instant end = certificate("authority.pem").getNotAfter().toInstant();

    List<Renewed> renewed =
        CertificateRenewal.run(servers(), path("authority.key"), end.minus(Duration.ofDays(100)));

    assertThat(renewed).allMatch(one -> one.notAfter().equals(end) && one.endsWithAuthority());
  }

  @Test
  void anAuthorityIsReplacedByBelievingBothForATime() throws Exception {
    Path other = directory.resolve("other");
    PairCertificates.write(other, NAMES, NOW);
    Files.writeString(
        path("authority.pem"),
        Files.readString(other.resolve("authority.pem")),
        StandardOpenOption.APPEND);

    CertificateRenewal.run(servers(), PairCertificates.authorityKey(other), NOW);
    assertServersCanStart();

    Files.copy(
        other.resolve("authority.pem"), path("authority.pem"), StandardCopyOption.REPLACE_EXISTING);
    assertServersCanStart();
  }

  // ---- what can't be renewed

  @Test
  void withoutTheAuthoritysKeyItIsToldWhatToDo() throws IOException {
    Files.delete(path("authority.key"));

    assertRefused(NOW, "not at " + path("authority.key"), "--authority-key FILE", "--help");
  }

  @Test
  void aKeyOfAnotherAuthorityIsRefused() throws IOException {
    PairCertificates.write(directory.resolve("other"), NAMES, NOW);
    Files.copy(
        directory.resolve("other/authority.key"),
        path("authority.key"),
        StandardCopyOption.REPLACE_EXISTING);

    assertRefused(NOW, "isn't the key of an authority in " + path("authority.pem"));
  }

  @Test
  void anExpiredAuthorityIsRefused() {
    assertRefused(MADE.plus(PairAuthority.VALID).plusSeconds(1), "has expired at", "replace it");
  }

  /** Also of the second server: the first one's certificate isn't touched then. */
  @Test
  void aKeyThatDoesNotFitItsCertificateIsRefused() throws IOException {
    Files.copy(path("sips-a.key"), path("sips-b.key"), StandardCopyOption.REPLACE_EXISTING);

    assertRefused(NOW, path("sips-b.key") + " isn't the key of " + path("sips-b.pem"));
  }

  @Test
  void aCertificateOfSomebodyElseIsRefused() throws IOException {
    Files.copy(path("sips-a.pem"), path("sips-b.pem"), StandardCopyOption.REPLACE_EXISTING);

    assertRefused(NOW, path("sips-b.pem") + " isn't made out to sips-b alone");
  }

  @Test
  void aPairWithoutCertificatesHasNothingToRenew() throws IOException {
    String text = Files.readString(files.b());
    Files.writeString(
        files.b(),
        text.replaceAll("(?m)^(certificate|key|authority) = .*$", "tls = off")
            .replaceFirst("tls = required\n(tls = off\n)+", "tls = off\n"));

    assertRefused(NOW, files.b().toString(), "there is nothing to renew");
  }

  private void assertRefused(Instant now, String... why) {
    Map<String, String> before = contents();
    assertThatThrownBy(() -> CertificateRenewal.run(servers(), path("authority.key"), now))
        .isInstanceOf(IOException.class)
        .message()
        .contains(why);
    assertThat(contents()).as("nothing is touched").isEqualTo(before);
  }

  private List<Renewed> renew() throws IOException {
    return CertificateRenewal.run(servers(), path("authority.key"), NOW);
  }

  private List<ServerSettings> servers() {
    return Stream.of(files.a(), files.b())
        .map(ConfigurationFile::readAnywhere)
        .map(outcome -> ((Outcome.Valid) outcome).settings())
        .toList();
  }

  /** Certificate, key and authority are there, fit together and last. */
  private void assertServersCanStart() {
    for (Path file : List.of(files.a(), files.b())) {
      assertThat(checked(file).warnings()).isEmpty();
    }
  }

  private static Outcome checked(Path file) {
    Outcome outcome = ConfigurationFile.read(file);
    assertThat(outcome).isInstanceOf(Outcome.Valid.class);
    return outcome;
  }

  private Path path(String name) {
    return ha.resolve(name);
  }

  private X509Certificate certificate(String name) throws IOException {
    return new PemFile(path(name)).certificates().get(0);
  }

  private Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.list(ha)) {
      for (Path file : all.toList()) {
        contents.put(String.valueOf(file.getFileName()), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return contents;
  }
}
