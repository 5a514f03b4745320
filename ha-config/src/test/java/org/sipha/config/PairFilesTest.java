package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.PairFiles.HostsPair;
import org.sipha.config.PairFiles.LocalPair;
import org.sipha.config.PairFiles.Ports;
import org.sipha.config.ServerSettings.BackupSync;
import org.sipha.config.ServerSettings.Dn;
import org.sipha.config.ServerSettings.Trunk;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.PreferredRole;
import org.sipha.config.type.SipContact;
import org.sipha.config.type.Tls;
import org.sipha.core.node.NodeSettings.ArbiterType;

class PairFilesTest {
  private static final Dn DN =
      new Dn("1001", new SipContact("sip:1001@127.0.0.1:6001", new HostPort("127.0.0.1", 6001)));
  private static final Trunk TRUNK =
      new Trunk(
          "west",
          "9",
          new SipContact("sip:127.0.0.1:6070;transport=udp", new HostPort("127.0.0.1", 6070)),
          10,
          true,
          false);

  @TempDir Path directory;

  @Test
  void bothFilesPassOurOwnCheckWithoutWarning() throws IOException {
    Path target = directory.resolve("a pair; here/${HOME}");

    PairFiles files = PairFiles.write(target, LocalPair.withDefaults());

    for (Path file : List.of(files.a(), files.b())) {
      Outcome outcome = ConfigurationFile.readAnywhere(file);
      assertThat(TestFile.problems(outcome)).isEmpty();
      assertThat(outcome.warnings()).isEmpty();
    }
    assertThat(files).isEqualTo(PairFiles.in(target));
    assertThat(files.a()).hasFileName("sips-a.ini");
    assertThat(files.b()).hasFileName("sips-b.ini");
  }

  @Test
  void serversAreMirrorImages() throws IOException {
    LocalPair pair =
        new LocalPair(
            new HostPort("127.0.0.50", 15060),
            new Ports(18080, 17101),
            new Ports(18081, 17102),
            List.of(DN),
            List.of(TRUNK));

    PairFiles files = PairFiles.write(directory, pair);
    ServerSettings a = TestFile.settings(ConfigurationFile.readAnywhere(files.a()));
    ServerSettings b = TestFile.settings(ConfigurationFile.readAnywhere(files.b()));

    assertThat(a.sip()).isEqualTo(b.sip()).isEqualTo(pair.sip());
    assertThat(a.backupSync().here())
        .isEqualTo(b.backupSync().peer())
        .hasToString("127.0.0.1:17101");
    assertThat(a.backupSync().peer())
        .isEqualTo(b.backupSync().here())
        .hasToString("127.0.0.1:17102");
    assertThat(a.http()).hasToString("127.0.0.1:18080");
    assertThat(b.http()).hasToString("127.0.0.1:18081");
    assertThat(a.arbiter()).isEqualTo(b.arbiter());
    assertThat(a.shared()).isEqualTo(b.shared());
    assertThat(a.dns()).isEqualTo(b.dns()).containsExactly(DN);
    assertThat(a.trunks()).isEqualTo(b.trunks()).containsExactly(TRUNK);
    assertThat(a.preferredRole()).isEqualTo(PreferredRole.PRIMARY);
    assertThat(b.preferredRole()).isEqualTo(PreferredRole.BACKUP);
    assertThat(List.of(a.applicationName(), b.applicationName()))
        .containsExactly("sips-a", "sips-b");
    assertThat(List.of(a.serverId(), b.serverId())).containsExactly(1, 2);
    assertThat(a.dataDirectory()).isEqualTo(directory.resolve("data/sips-a"));
    assertThat(b.dataDirectory()).isEqualTo(directory.resolve("data/sips-b"));
  }

  @Test
  void serversOfTwoHostsHaveTheirOwnAddressesAndOneServiceAddress() throws IOException {
    PairFiles files =
        PairFiles.write(
            directory, new HostsPair("10.0.0.1", "2001:db8::2", new HostPort("10.0.0.50", 5060)));
    ServerSettings a = TestFile.settings(ConfigurationFile.readAnywhere(files.a()));
    ServerSettings b = TestFile.settings(ConfigurationFile.readAnywhere(files.b()));

    assertThat(a.sip()).isEqualTo(b.sip()).hasToString("10.0.0.50:5060");
    assertThat(a.http()).hasToString("10.0.0.1:8080");
    assertThat(b.http()).hasToString("[2001:db8::2]:8080");
    assertThat(a.backupSync().here()).isEqualTo(b.backupSync().peer()).hasToString("10.0.0.1:7101");
    assertThat(a.backupSync().peer())
        .isEqualTo(b.backupSync().here())
        .hasToString("[2001:db8::2]:7101");
    assertThat(a.arbiter()).isEqualTo(b.arbiter());
    assertThat(a.arbiter().type()).isEqualTo(ArbiterType.MANUAL);
    assertThat(a.shared()).isEqualTo(b.shared());
  }

  @Test
  void everyServerHasItsOwnCertificateAndKeyAndTheSameAuthority() throws IOException {
    PairFiles files = PairFiles.write(directory, LocalPair.withDefaults());
    BackupSync a = TestFile.settings(ConfigurationFile.readAnywhere(files.a())).backupSync();
    BackupSync b = TestFile.settings(ConfigurationFile.readAnywhere(files.b())).backupSync();

    assertThat(a.tls()).isEqualTo(b.tls()).isEqualTo(Tls.REQUIRED);
    assertThat(a.certificate()).isEqualTo(directory.resolve("ha/sips-a.pem"));
    assertThat(b.certificate()).isEqualTo(directory.resolve("ha/sips-b.pem"));
    assertThat(a.key()).isEqualTo(directory.resolve("ha/sips-a.key"));
    assertThat(b.key()).isEqualTo(directory.resolve("ha/sips-b.key"));
    assertThat(a.authority())
        .isEqualTo(b.authority())
        .isEqualTo(directory.resolve("ha/authority.pem"));
  }

  @Test
  void filesOfAnOperatorAreNeverOverwritten() throws IOException {
    Path existing = Files.writeString(directory.resolve("sips-b.ini"), "mine");

    assertThatThrownBy(() -> PairFiles.write(directory, LocalPair.withDefaults()))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(existing).hasContent("mine");
    assertThat(directory.resolve("sips-a.ini")).doesNotExist();
  }
}
