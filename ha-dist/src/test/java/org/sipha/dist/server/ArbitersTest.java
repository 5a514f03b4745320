package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.Outcome;
import org.sipha.config.PairFiles;
import org.sipha.config.ServerSettings;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;
import org.sipha.core.port.LeaseSettings;
import org.sipha.dist.Answers;
import org.sipha.dist.CommandFailure;

/** What a server makes of {@code [arbiter] type = etcd}. */
class ArbitersTest {
  private static final String ETCD =
      "type = etcd\nendpoints = [::1]:2379, 10.0.0.2:2379, etcd.example.com:2379\nlease = 7\n";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void writePair() throws IOException {
    file = PairFiles.write(directory, PairFiles.LocalPair.withDefaults()).a();
  }

  private ServerSettings settings(String arbiter) throws IOException {
    String text = Files.readString(file).replaceFirst("type = file\nlock-file = .*\n", arbiter);
    Files.writeString(file, text);
    return ((Outcome.Valid) ConfigurationFile.readAnywhere(file)).settings();
  }

  @Test
  void arbiterInEtcdKnowsThePairTheProcessTheMembersAndTheUser() throws IOException {
    ServerSettings settings =
        settings(ETCD + "authority = a.pem\nuser = sipha\npassword = a-good-password\n");

    LeaseSettings lease = Arbiters.lease(settings, 17);

    assertThat(lease.pairName()).isEqualTo(settings.backupSync().pairName());
    assertThat(lease.serverName()).isEqualTo("sips-a");
    assertThat(lease.incarnation()).isEqualTo(17);
    assertThat(lease.endpoints())
        .containsExactly(
            URI.create("https://[::1]:2379"),
            URI.create("https://10.0.0.2:2379"),
            URI.create("https://etcd.example.com:2379"));
    assertThat(lease.lease()).isEqualTo(Duration.ofSeconds(7));
    assertThat(lease.tls())
        .isEqualTo(new LeaseSettings.Tls(directory.resolve("a.pem"), null, null));
    assertThat(lease.login()).isEqualTo(new LeaseSettings.Login("sipha", "a-good-password"));
    assertThat(lease.toString()).doesNotContain("a-good-password");
  }

  @Test
  void withoutTlsAndUserEtcdIsAskedInPlain() throws IOException {
    LeaseSettings lease = Arbiters.lease(settings(ETCD + "tls = off\n"), 17);

    assertThat(lease.endpoints()).allMatch(endpoint -> endpoint.getScheme().equals("http"));
    assertThat(lease.tls()).isNull();
    assertThat(lease.login()).isNull();
  }

  @Test
  void nodeComparesTheClusterAndKnowsWhatToDoWithoutAQuorum() throws IOException {
    ServerSettings settings = settings(ETCD + "tls = off\nwithout-quorum = go-on\n");

    NodeSettings plan =
        NodePlan.of(settings, new NodePlan.Circumstances("1", 17, "boot", "", 4, Optional.empty()));

    assertThat(plan.arbiter()).isEqualTo(ArbiterType.ETCD);
    assertThat(plan.arbiterPlace()).isEqualTo("10.0.0.2:2379, [::1]:2379, etcd.example.com:2379");
    assertThat(plan.withoutQuorum()).isEqualTo(WithoutQuorum.GO_ON);
  }

  @Test
  void programThatIsInNoTarballSaysWhatIsMissing() throws IOException {
    ServerSettings settings = settings(ETCD + "tls = off\n");

    assertThatThrownBy(() -> Arbiters.of(settings, Optional.empty(), 17, new Answers()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("[arbiter] type = etcd needs optional/etcd of the tarball");
  }
}
