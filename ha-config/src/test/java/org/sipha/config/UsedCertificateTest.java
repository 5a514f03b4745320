package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificates a server uses, and how long they last. */
class UsedCertificateTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2028-01-01T00:00:00Z");

  @TempDir Path directory;
  private TestFile file;

  @BeforeEach
  void makeCertificates() {
    TestAuthority authority = new TestAuthority(directory.resolve("authority.pem"), FROM, UNTIL);
    authority.issue(directory.resolve("sips-a"), "EC", FROM, UNTIL, "sips-a");
    file =
        new TestFile(directory)
            .set("backup-sync", "tls", "required")
            .set("backup-sync", "certificate", "sips-a.pem")
            .set("backup-sync", "key", "sips-a.key")
            .set("backup-sync", "authority", "authority.pem");
  }

  @Test
  void theHaConnectionUsesItsCertificateAndEveryAuthorityInTheFile() throws IOException {
    Path authority = directory.resolve("authority.pem");
    String first = Files.readString(authority);
    new TestAuthority(authority, FROM, UNTIL);
    Files.writeString(authority, first, StandardOpenOption.APPEND);

    assertThat(UsedCertificate.of(settings()))
        .extracting(used -> used.option() + " " + used.subject())
        .containsExactly(
            "[backup-sync] certificate CN=node",
            "[backup-sync] authority CN=authority.pem",
            "[backup-sync] authority CN=authority.pem");
  }

  @Test
  void sipOverTlsUsesItsOwn() throws IOException {
    file.set("backup-sync", "tls", "off")
        .set("TServer", "sip-tls-cert", "sips-a.pem")
        .set("TServer", "sip-tls-cert-key", "sips-a.key")
        .set("TServer", "sip-tls-trusted-ca", "authority.pem");

    assertThat(UsedCertificate.of(settings()))
        .extracting(used -> used.option().name())
        .containsExactly("sip-tls-cert", "sip-tls-trusted-ca");
  }

  @Test
  void aServerWithoutTlsUsesNone() throws IOException {
    file.set("backup-sync", "tls", "off");

    assertThat(UsedCertificate.of(settings())).isEmpty();
  }

  @Test
  void daysAreWholeOnesAndNegativeWhenItHasExpired() throws IOException {
    UsedCertificate used = UsedCertificate.of(settings()).get(0);

    assertThat(used.notAfter()).isEqualTo(UNTIL);
    assertThat(used.daysLeft(UNTIL.minus(Duration.ofDays(30)))).isEqualTo(30);
    assertThat(used.daysLeft(UNTIL.minus(Duration.ofDays(30)).plusSeconds(1))).isEqualTo(29);
    assertThat(used.daysLeft(UNTIL)).isZero();
    assertThat(used.daysLeft(UNTIL.plusSeconds(1))).isEqualTo(-1);
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    ServerSettings settings = settings();
    Files.delete(directory.resolve("sips-a.pem"));

    assertThatThrownBy(() -> UsedCertificate.of(settings))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no file " + directory.resolve("sips-a.pem"));
  }

  private ServerSettings settings() {
    return TestFile.settings(file.readAt(FROM));
  }
}
