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
import org.sipha.config.PairFiles.LocalPair;
import org.sipha.config.PairFiles.Ports;
import org.sipha.config.ServerSettings.Dn;
import org.sipha.config.ServerSettings.Trunk;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.PreferredRole;
import org.sipha.config.type.SipContact;

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
      Outcome outcome = ConfigurationFile.read(file);
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
    ServerSettings a = TestFile.settings(ConfigurationFile.read(files.a()));
    ServerSettings b = TestFile.settings(ConfigurationFile.read(files.b()));

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
  void filesOfAnOperatorAreNeverOverwritten() throws IOException {
    Path existing = Files.writeString(directory.resolve("sips-b.ini"), "mine");

    assertThatThrownBy(() -> PairFiles.write(directory, LocalPair.withDefaults()))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(existing).hasContent("mine");
    assertThat(directory.resolve("sips-a.ini")).doesNotExist();
  }
}
