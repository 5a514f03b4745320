package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ServerSettings.EtcdSettings;
import org.sipha.core.node.NodeSettings.WithoutQuorum;

/** What an arbiter in etcd needs is told before two servers find out. */
class EtcdCheckTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2028-01-01T00:00:00Z");

  @TempDir Path directory;
  private TestFile file;

  @BeforeEach
  void writeFile() {
    TestAuthority authority = new TestAuthority(directory.resolve("authority.pem"), FROM, UNTIL);
    authority.issue(directory.resolve("client"), "EC", FROM, UNTIL, "sips-a");
    file =
        new TestFile(directory)
            .remove("arbiter", "lock-file")
            .set("arbiter", "type", "etcd")
            .set("arbiter", "endpoints", "10.0.0.2:2379, 10.0.0.1:2379, 10.0.0.3:2379")
            .set("arbiter", "authority", "authority.pem");
  }

  private String problem() {
    return String.valueOf(
        TestFile.only(file.lines(TestFile.problems(file.readAt(FROM.plusSeconds(1))))));
  }

  private EtcdSettings settings() {
    EtcdSettings etcd = TestFile.settings(file.readAt(FROM.plusSeconds(1))).arbiter().etcd();
    assertThat(etcd).isNotNull();
    return etcd;
  }

  @Test
  void everythingIsTakenOver() {
    file.set("arbiter", "user", "sipha").set("arbiter", "password", "a-good-password");
    file.set("arbiter", "certificate", "client.pem").set("arbiter", "key", "client.key");
    file.set("arbiter", "lease", "9").set("arbiter", "without-quorum", "go-on");

    EtcdSettings etcd = settings();

    assertThat(etcd.place()).isEqualTo("10.0.0.1:2379, 10.0.0.2:2379, 10.0.0.3:2379");
    assertThat(etcd.endpoints()).first().hasToString("10.0.0.2:2379");
    assertThat(etcd.lease()).isEqualTo(Duration.ofSeconds(9));
    assertThat(etcd.withoutQuorum()).isEqualTo(WithoutQuorum.GO_ON);
    assertThat(etcd.tls())
        .isEqualTo(
            new ServerSettings.EtcdTls(
                directory.resolve("authority.pem"),
                directory.resolve("client.pem"),
                directory.resolve("client.key")));
    assertThat(etcd.toString()).contains("sipha").doesNotContain("a-good-password");
  }

  @Test
  void whatIsNeededWithEtcdIsMissedThere() {
    file.remove("arbiter", "endpoints");
    assertThat(problem()).contains("endpoints: the option is missing; type = etcd needs it");

    file.set("arbiter", "endpoints", "10.0.0.1:2379").remove("arbiter", "authority");
    assertThat(problem())
        .contains("authority: the option is missing; it is needed unless tls = off");
    file.set("arbiter", "tls", "off");
    assertThat(problem()).isEqualTo("null");
  }

  @Test
  void userAndPasswordBelongTogetherAndSoDoCertificateAndKey() {
    file.set("arbiter", "user", "sipha");
    assertThat(problem()).contains("password: the option is missing; user needs it");
    file.remove("arbiter", "user").set("arbiter", "password", "a-good-password");
    assertThat(problem()).contains("user: the option is missing; password needs it");
    file.remove("arbiter", "password").set("arbiter", "certificate", "client.pem");
    assertThat(problem()).contains("key: the option is missing; certificate needs it");
    file.remove("arbiter", "certificate").set("arbiter", "key", "client.key");
    assertThat(problem()).contains("certificate: the option is missing; key needs it");
  }

  @Test
  void certificatesAreLookedAt() {
    file.set("arbiter", "certificate", "client.pem").set("arbiter", "key", "client.key");
    assertThat(problem()).isEqualTo("null");
    file.set("arbiter", "authority", "none.pem");
    assertThat(problem()).contains("there is no file " + directory.resolve("none.pem"));
    assertThat(
            file.lines(
                TestFile.problems(
                    file.set("arbiter", "authority", "authority.pem")
                        .readAt(UNTIL.plusSeconds(1)))))
        .allSatisfy(line -> assertThat(line).contains("has expired", "[arbiter]"))
        .hasSize(2);
  }

  @Test
  void timesThatWouldMakeTheRightUnsafeAreRefused() {
    file.set("TServer", "ha-start-wait", "5");
    assertThat(problem()).contains("the lease must be shorter than ha-start-wait, 5 s");

    file.set("arbiter", "lease", "2").set("backup-sync", "addp-timeout", "5");
    assertThat(problem()).isEqualTo("null");
    file.set("arbiter", "without-quorum", "go-on");
    assertThat(problem()).contains("ha-start-wait must be longer than addp-timeout");
  }

  @Test
  void weakClusterAndOpenNetworkAreWarnings() {
    file.set("arbiter", "tls", "off");
    assertThat(TestFile.only(file.warnings())).contains("can decide who is primary");
    file.set("arbiter", "endpoints", "127.0.0.1:2379, 127.0.0.1:2380");
    assertThat(TestFile.only(file.warnings())).contains("fewer than three members");
  }

  @Test
  void withAnotherArbiterTheOptionsAreOfNoUse() {
    file.set("arbiter", "type", "manual").remove("arbiter", "authority");
    assertThat(TestFile.only(file.warnings()))
        .contains("endpoints", "has no use unless type = etcd and is ignored");
    assertThat(TestFile.settings(file.read()).arbiter().etcd()).isNull();
  }
}
