package org.sipha.dist.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who signed what: {@code openssl verify} and the JDK agree with what these say. */
class PairCertificatesTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final List<String> NAMES = List.of("sips-a", "sips-b");

  @TempDir Path parent;

  @Test
  void eachServerHasACertificateOfItsNameThatTheAuthorityHasSigned() throws Exception {
    Path directory = parent.resolve("ha");
    PairCertificates.write(directory, NAMES, NOW);
    X509Certificate authority = read(directory.resolve("authority.pem"));

    authority.verify(authority.getPublicKey());
    assertThat(authority.getBasicConstraints()).as("signs nodes, and no other authority").isZero();
    assertThat(lifetime(authority)).isEqualTo(PairAuthority.VALID);
    for (String name : NAMES) {
      X509Certificate node = read(directory.resolve(name + ".pem"));
      node.verify(authority.getPublicKey());
      assertThat(node.getIssuerX500Principal()).isEqualTo(authority.getSubjectX500Principal());
      assertThat(node.getSubjectAlternativeNames()).containsExactly(List.of(2, name));
      assertThat(node.getBasicConstraints()).as("signs nothing").isEqualTo(-1);
      assertThat(node.getExtendedKeyUsage()).as("listens and dials").hasSize(2);
      assertThat(lifetime(node)).isEqualTo(PairAuthority.NODE_VALID);
      assertThat(node.getNotBefore()).isBefore(NOW);
      assertThat(((ECPublicKey) node.getPublicKey()).getParams().getOrder().bitLength())
          .isEqualTo(256);
      assertThat(node.getSerialNumber().bitLength()).isGreaterThan(100);
    }
    assertThat(read(directory.resolve("sips-a.pem")).getSerialNumber())
        .isNotEqualTo(read(directory.resolve("sips-b.pem")).getSerialNumber());
  }

  @Test
  void keysCanBeReadByTheOwnerOnly() throws IOException {
    Path directory = parent.resolve("ha");
    PairCertificates.write(directory, NAMES, NOW);

    for (String name : List.of("authority", "sips-a", "sips-b")) {
      assertThat(Files.getPosixFilePermissions(directory.resolve(name + ".key")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    assertThat(Files.getPosixFilePermissions(directory))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void twoPairsHaveNothingInCommon() throws Exception {
    PairCertificates.write(parent.resolve("one"), NAMES, NOW);
    PairCertificates.write(parent.resolve("two"), NAMES, NOW);
    X509Certificate one = read(parent.resolve("one/authority.pem"));
    X509Certificate two = read(parent.resolve("two/authority.pem"));

    assertThat(one.getPublicKey()).isNotEqualTo(two.getPublicKey());
    assertThat(one.getSubjectX500Principal()).isNotEqualTo(two.getSubjectX500Principal());
  }

  @Test
  void noFileIsEverOverwritten() throws IOException {
    for (String existing : List.of("authority.key", "authority.pem", "sips-b.key", "sips-b.pem")) {
      Path directory = Files.createDirectory(parent.resolve(existing + ".d"));
      Path file = Files.writeString(directory.resolve(existing), "mine");

      assertThatThrownBy(() -> PairCertificates.write(directory, NAMES, NOW))
          .isInstanceOf(FileAlreadyExistsException.class)
          .hasMessage(file.toString());

      assertThat(file).hasContent("mine");
      assertThat(directory.toFile().list()).containsExactly(existing);
    }
  }

  private static Duration lifetime(X509Certificate certificate) {
    return Duration.between(NOW, certificate.getNotAfter().toInstant());
  }

  private static X509Certificate read(Path file) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
  }
}
