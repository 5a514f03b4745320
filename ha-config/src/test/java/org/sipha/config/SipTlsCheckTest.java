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

/** What can be wrong with SIP over TCP and TLS is told before a party finds out. */
class SipTlsCheckTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2028-01-01T00:00:00Z");

  @TempDir Path directory;
  private TestFile file;
  private TestAuthority authority;
  private Path service;

  @BeforeEach
  void makeCertificate() throws IOException {
    Path home = Files.createDirectory(directory.resolve("sip"));
    file =
        new TestFile(directory)
            .set("TServer", "sip-tls-cert", "sip/service.pem")
            .set("TServer", "sip-tls-cert-key", "sip/service.key")
            .set("TServer", "sip-tls-trusted-ca", "sip/authority.pem")
            .set("dn:1001", "contact", "sips:1001@10.0.0.9");
    service = home.resolve("service");
    authority = new TestAuthority(home.resolve("authority.pem"), FROM, UNTIL);
    authority.issue(service, "EC", FROM, UNTIL, "sip.example.com");
  }

  private List<String> problems(Instant now) {
    return file.lines(TestFile.problems(file.readAt(now)));
  }

  private @Nullable String problem() {
    return TestFile.only(problems(NOW));
  }

  @Test
  void filesThatFitAreTaken() {
    Outcome outcome = file.readAt(NOW);
    assertThat(TestFile.problems(outcome)).isEmpty();
    assertThat(outcome.warnings()).isEmpty();
  }

  @Test
  void oneFileNeedsTheOthers() {
    file.remove("TServer", "sip-tls-trusted-ca");
    assertThat(problem())
        .contains("sip-tls-trusted-ca: the option is missing; sip-tls-cert and sip-tls-cert-key");
  }

  @Test
  void aContactThatNeedsTlsNeedsACertificateHere() {
    file.remove("TServer", "sip-tls-cert").remove("TServer", "sip-tls-cert-key");
    file.remove("TServer", "sip-tls-trusted-ca");
    assertThat(problem()).contains("[dn:1001] contact").contains("this contact needs TLS");
    file.set("dn:1001", "contact", "sip:1001@10.0.0.9;transport=TLS");
    assertThat(problem()).contains("this contact needs TLS");
  }

  @Test
  void aContactThatNeedsTcpNeedsTcp() {
    file.set("TServer", "sip-tcp", "false");
    file.set("trunk:west", "contact", "sip:10.0.0.9:6001;transport=tcp");
    assertThat(problem()).contains("[trunk:west] contact").contains("sip-tcp is false");
  }

  @Test
  void anotherTransportIsNone() {
    file.set("dn:1001", "contact", "sip:1001@10.0.0.9;transport=sctp");
    assertThat(problem()).contains("a transport that is none of udp, tcp and tls");
  }

  @Test
  void theContactMustNotBeTheOwnTlsPort() {
    file.set("dn:1001", "contact", "sips:1001@127.0.0.1");
    assertThat(problem()).contains("the pair's own service address");
    file.set("dn:1001", "contact", "sips:1001@127.0.0.1:5060");
    assertThat(TestFile.problems(file.readAt(NOW))).isEmpty();
  }

  @Test
  void theTlsPortMustBeFree() {
    file.set("TServer", "sip-tls-port", "5060");
    assertThat(problem()).contains("sip-tls-port").contains("taken already by sip-port");
  }

  @Test
  void anExpiredCertificateAndAnotherKeyAreTold() throws IOException {
    assertThat(problems(UNTIL.plusSeconds(1)))
        .anyMatch(text -> text.contains("sip-tls-cert = ") && text.contains("has expired"));
    Path other = directory.resolve("sip/other");
    authority.issue(other, "EC", FROM, UNTIL, "other");
    file.set("TServer", "sip-tls-cert-key", "sip/other.key");
    assertThat(problem()).contains("is the key of another certificate");
  }
}
