package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with pages over HTTPS is told before a browser finds out. */
class HttpTlsCheckTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2028-01-01T00:00:00Z");

  @TempDir Path directory;
  private TestFile file;
  private TestAuthority authority;

  @BeforeEach
  void makeCertificate() throws IOException {
    Path home = Files.createDirectory(directory.resolve("http"));
    file =
        new TestFile(directory)
            .set("TServer", "http-tls-cert", "http/pages.pem")
            .set("TServer", "http-tls-cert-key", "http/pages.key")
            .set("TServer", "http-tls-client-ca", "http/operators.pem");
    authority = new TestAuthority(home.resolve("operators.pem"), FROM, UNTIL);
    authority.issue(home.resolve("pages"), "EC", FROM, UNTIL, "pages.example.com");
  }

  private List<String> problems(Instant now) {
    return file.lines(TestFile.problems(file.readAt(now)));
  }

  private @Nullable String problem() {
    return TestFile.only(problems(NOW));
  }

  @Test
  void filesThatFitAreTakenAndAreUsed() throws IOException {
    Outcome outcome = file.readAt(NOW);
    assertThat(TestFile.problems(outcome)).isEmpty();
    assertThat(outcome.warnings()).isEmpty();
    assertThat(UsedCertificate.of(TestFile.settings(outcome)))
        .extracting(used -> used.option().name())
        .containsExactly("http-tls-cert", "http-tls-client-ca");
  }

  @Test
  void clientsNeedNoAuthority() {
    file.remove("TServer", "http-tls-client-ca");
    assertThat(problem()).isNull();
  }

  @Test
  void certificateAndKeyNeedEachOther() {
    file.remove("TServer", "http-tls-cert-key");
    assertThat(problem())
        .contains("http-tls-cert-key: the option is missing; http-tls-cert needs it");
    file.set("TServer", "http-tls-cert-key", "http/pages.key").remove("TServer", "http-tls-cert");
    assertThat(problem())
        .contains("http-tls-cert: the option is missing; http-tls-cert-key needs it");
  }

  @Test
  void anAuthorityOfClientsIsUselessWithoutTls() {
    file.remove("TServer", "http-tls-cert").remove("TServer", "http-tls-cert-key");
    assertThat(problem())
        .contains("http-tls-cert: the option is missing; http-tls-client-ca needs it");
  }

  @Test
  void anotherCertificatesKeyIsAProblem() {
    authority.issue(directory.resolve("http/other"), "EC", FROM, UNTIL, "other");
    file.set("TServer", "http-tls-cert-key", "http/other.key");
    assertThat(problem())
        .contains("http-tls-cert-key")
        .contains("is the key of another certificate");
  }

  @Test
  void whatHasExpiredIsAProblem() {
    assertThat(problems(UNTIL.plusSeconds(1)))
        .hasSize(2)
        .allMatch(text -> text.contains("has expired"))
        .anyMatch(text -> text.contains("http-tls-cert = "))
        .anyMatch(text -> text.contains("http-tls-client-ca = "));
  }

  @Test
  void aFileThatIsNoCertificateIsAProblem() throws IOException {
    Files.writeString(directory.resolve("http/operators.pem"), "nonsense");
    assertThat(problem()).contains("http-tls-client-ca").contains("certificate in PEM form");
  }
}
