package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ServerSettings.AddressScripts;
import org.sipha.config.ServerSettings.ArbiterSettings;
import org.sipha.config.ServerSettings.BackupSync;
import org.sipha.config.ServerSettings.CallTimers;
import org.sipha.config.ServerSettings.Dn;
import org.sipha.config.ServerSettings.Grid;
import org.sipha.config.ServerSettings.Ha;
import org.sipha.config.ServerSettings.HttpAccess;
import org.sipha.config.ServerSettings.HttpTls;
import org.sipha.config.ServerSettings.Records;
import org.sipha.config.ServerSettings.Registrations;
import org.sipha.config.ServerSettings.SipStreams;
import org.sipha.config.ServerSettings.SipTls;
import org.sipha.config.ServerSettings.Trunk;
import org.sipha.config.option.SampleFile;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.LogFormat;
import org.sipha.config.type.PreferredRole;
import org.sipha.config.type.ReadAccess;
import org.sipha.config.type.Secret;
import org.sipha.config.type.SipContact;
import org.sipha.config.type.Tls;
import org.sipha.config.type.Verbosity;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.slf4j.event.Level;

class SettingsTest {
  @TempDir Path directory;

  @Test
  void leastFileGetsTheDefaults() {
    TestFile file = new TestFile(directory);

    ServerSettings settings = file.settings();

    assertThat(settings)
        .isEqualTo(
            new ServerSettings(
                file.path(),
                "sips-a",
                1,
                new HostPort("127.0.0.1", 5060),
                100,
                new SipStreams(true, null),
                new Registrations("pair", true, 60, 3_600),
                new HostPort("127.0.0.1", 8080),
                new HttpAccess(ReadAccess.OPEN, null),
                PreferredRole.BACKUP,
                new Ha(
                    500,
                    Duration.ofMillis(100),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5)),
                new CallTimers(Duration.ZERO, Duration.ZERO, 0, 90),
                directory.resolve("data/sips-a"),
                new Records(50, 20),
                null,
                new BackupSync(
                    new HostPort("127.0.0.1", 7101),
                    new HostPort("127.0.0.1", 7102),
                    Duration.ofMillis(1500),
                    "pair",
                    Tls.OFF,
                    null,
                    null,
                    null),
                new ArbiterSettings(ArbiterType.FILE, directory.resolve("pair.lock"), null),
                null,
                Verbosity.STANDARD,
                LogFormat.PLAIN,
                false,
                List.of(),
                List.of(),
                settings.shared()));
    assertThat(file.warnings()).isEmpty();
  }

  @Test
  void everyOptionReachesTheSettings() throws IOException {
    TestFile file = new TestFile(directory);
    Path sip = Files.createDirectory(directory.resolve("sip"));
    Instant from = Instant.now().minus(Duration.ofDays(1));
    TestAuthority authority =
        new TestAuthority(sip.resolve("ca.pem"), from, from.plus(Duration.ofDays(90)));
    authority.issue(sip.resolve("s"), "EC", from, from.plus(Duration.ofDays(90)), "s");
    file.set("TServer", "application-name", "west-1").set("TServer", "server-id", "7");
    file.set("TServer", "sip-address", "[::1]").set("TServer", "sip-port", "5070");
    file.set("TServer", "sip-tcp", "false").set("TServer", "sip-tls-port", "5071");
    file.set("TServer", "sip-tls-cert", "sip/s.pem")
        .set("TServer", "sip-tls-cert-key", "sip/s.key");
    file.set("TServer", "sip-tls-trusted-ca", "sip/ca.pem")
        .set("TServer", "sip-tls-mutual", "true");
    file.set("TServer", "sip-realm", "example.com");
    file.set("TServer", "sip-digest-sha256", "false");
    file.set("TServer", "sip-min-expires", "30").set("TServer", "sip-max-expires", "600");
    file.set("TServer", "http-address", "0.0.0.0").set("TServer", "http-port", "9090");
    file.set("TServer", "http-read-access", "token");
    file.set("TServer", "http-tls-cert", "sip/s.pem");
    file.set("TServer", "http-tls-cert-key", "sip/s.key");
    file.set("TServer", "http-tls-client-ca", "sip/ca.pem");
    file.set("TServer", "sip-max-messages-per-stranger", "20");
    file.set("TServer", "ha-preferred-role", "primary");
    file.set("TServer", "ha-max-calls-sync-at-once", "1000");
    file.set("TServer", "ha-answer-sync-timeout", "0").set("TServer", "ha-drain-timeout", "1.5");
    file.set("TServer", "ha-start-wait", "3").set("TServer", "data-directory", "/srv/data");
    file.set("TServer", "no-answer-timeout", "30").set("TServer", "call-duration-limit", "7200");
    file.set("TServer", "session-expires", "1800").set("TServer", "min-se", "120");
    file.set("TServer", "records-file-size", "7").set("TServer", "records-files", "3");
    file.set("TServer", "sip-vip-script-up", "/bin/true");
    file.set("TServer", "sip-vip-script-down", "/bin/false");
    file.set("TServer", "sip-vip-script-timeout", "0.5");
    file.set("backup-sync", "address", "127.0.0.2").set("backup-sync", "peer-address", "::1");
    file.set("backup-sync", "addp-timeout", "2.25").set("backup-sync", "pair-name", "west");
    file.set("backup-sync", "certificate", "ha/c.pem").set("backup-sync", "key", "ha/k.pem");
    file.set("backup-sync", "authority", "/ca.pem");
    file.set("hazelcast", "members", "10.0.0.1:5701, 10.0.0.2:5701, [::1]:5702")
        .set("hazelcast", "cluster-name", "calls");
    file.set("log", "verbose", "debug").set("log", "sip-messages", "true");
    file.set("log", "format", "json").set("TServer", "unprotected-alarm-minutes", "30");
    file.set("dn:1001", "contact", "sip:1001@10.0.0.9:6001;transport=tls ; a phone");
    file.set("dn:1002", "password", "correct horse");
    file.set("trunk:west", "prefix", "9").set("trunk:west", "contact", "sip:GW.example.com");
    file.set("trunk:west", "capacity", "30").set("trunk:west", "multisite", "true");
    file.set("trunk:west", "strip", "true");
    file.set("trunk:in", "contact", "sip:[::1]:6070");

    ServerSettings settings = file.settings();

    assertThat(settings.applicationName()).isEqualTo("west-1");
    assertThat(settings.serverId()).isEqualTo(7);
    assertThat(settings.sip()).isEqualTo(new HostPort("::1", 5070)).hasToString("[::1]:5070");
    assertThat(settings.maxMessagesPerStranger()).isEqualTo(20);
    assertThat(settings.sipStreams())
        .isEqualTo(
            new SipStreams(
                false,
                new SipTls(
                    5071,
                    directory.resolve("sip/s.pem"),
                    directory.resolve("sip/s.key"),
                    directory.resolve("sip/ca.pem"),
                    true)));
    assertThat(settings.http()).isEqualTo(new HostPort("0.0.0.0", 9090));
    assertThat(settings.httpAccess())
        .isEqualTo(
            new HttpAccess(
                ReadAccess.TOKEN,
                new HttpTls(
                    directory.resolve("sip/s.pem"),
                    directory.resolve("sip/s.key"),
                    directory.resolve("sip/ca.pem"))));
    assertThat(settings.preferredRole()).isEqualTo(PreferredRole.PRIMARY);
    assertThat(settings.ha())
        .isEqualTo(
            new Ha(
                1000,
                Duration.ZERO,
                Duration.ofMillis(1500),
                Duration.ofSeconds(3),
                Duration.ofMinutes(30)));
    assertThat(settings.dataDirectory()).isEqualTo(Path.of("/srv/data"));
    assertThat(settings.callTimers())
        .isEqualTo(new CallTimers(Duration.ofSeconds(30), Duration.ofHours(2), 1800, 120));
    assertThat(settings.records()).isEqualTo(new Records(7, 3));
    assertThat(settings.addressScripts())
        .isEqualTo(
            new AddressScripts(
                Path.of("/bin/true"), Path.of("/bin/false"), Duration.ofMillis(500)));
    assertThat(settings.backupSync())
        .isEqualTo(
            new BackupSync(
                new HostPort("127.0.0.2", 7101),
                new HostPort("::1", 7102),
                Duration.ofMillis(2250),
                "west",
                Tls.OFF,
                directory.resolve("ha/c.pem"),
                directory.resolve("ha/k.pem"),
                Path.of("/ca.pem")));
    assertThat(settings.grid())
        .isEqualTo(
            new Grid(
                List.of(
                    new HostPort("10.0.0.1", 5701),
                    new HostPort("10.0.0.2", 5701),
                    new HostPort("::1", 5702)),
                "calls"));
    assertThat(settings.registrations())
        .isEqualTo(new Registrations("example.com", false, 30, 600));
    assertThat(settings.verbosity()).isEqualTo(Verbosity.DEBUG);
    assertThat(settings.logFormat()).isEqualTo(LogFormat.JSON);
    assertThat(settings.sipMessages()).isTrue();
    assertThat(settings.dns())
        .containsExactly(
            new Dn(
                "1001",
                new SipContact(
                    "sip:1001@10.0.0.9:6001;transport=tls", new HostPort("10.0.0.9", 6001))),
            new Dn("1002", null, new Secret("correct horse")));
    assertThat(settings.trunks())
        .containsExactly(
            new Trunk(
                "west",
                "9",
                new SipContact("sip:GW.example.com", new HostPort("gw.example.com", 5060)),
                30,
                true,
                true),
            new Trunk(
                "in",
                null,
                new SipContact("sip:[::1]:6070", new HostPort("::1", 6070)),
                0,
                false,
                false));
  }

  @Test
  void relativePathsStartAtTheFile() throws IOException {
    Path elsewhere = Files.createDirectories(directory.resolve("with blanks/conf"));

    ServerSettings settings = new TestFile(elsewhere).settings();

    assertThat(settings.dataDirectory()).isEqualTo(elsewhere.resolve("data/sips-a"));
    assertThat(settings.arbiter().lockFile()).isEqualTo(elsewhere.resolve("pair.lock"));
  }

  @Test
  void endWithTheLowerAddressDials() {
    TestFile file = new TestFile(directory);
    assertThat(file.settings().backupSync().isRegularDialler()).isTrue();

    file.set("backup-sync", "port", "7103");
    assertThat(file.settings().backupSync().isRegularDialler()).isFalse();
  }

  @Test
  void sampleFileIsAValidConfiguration() {
    TestFile file = new TestFile(directory);

    Outcome outcome = file.read(SampleFile.text());

    assertThat(TestFile.settings(outcome).dns()).hasSize(1);
    assertThat(outcome.warnings()).isEmpty();
  }

  @Test
  void noOtherWordIsNeededToSilenceTheLog() {
    assertThat(Verbosity.NONE.threshold()).isEmpty();
    assertThat(Verbosity.STANDARD.threshold()).contains(Level.INFO);
  }
}
