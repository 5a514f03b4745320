package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

class NodePlanTest {
  @TempDir Path directory;
  private ServerSettings a;
  private ServerSettings b;

  @BeforeEach
  void writePair() throws IOException {
    PairFiles files = PairFiles.write(directory, PairFiles.LocalPair.withDefaults());
    a = ((Outcome.Valid) ConfigurationFile.readAnywhere(files.a())).settings();
    b = ((Outcome.Valid) ConfigurationFile.readAnywhere(files.b())).settings();
  }

  @Test
  void ruleOf60SecondsHoldsUnlessALabReplacesItAndBothMustAgree() {
    NodeSettings real = plan(a, Optional.empty());
    NodeSettings lab = plan(b, Optional.of(Duration.ofSeconds(2)));
    assertThat(real.settling()).isEqualTo(Duration.ofSeconds(60));
    assertThat(lab.settling()).isEqualTo(Duration.ofSeconds(2));
    assertThat(real.unsafeSettings()).containsEntry("--lab-settling", "60000 ms");
    assertThat(lab.unsafeSettings()).containsEntry("--lab-settling", "2000 ms");
  }

  @Test
  void twoServersOfAPairAgreeOnWhatMustBeEqualAndOneOfThemDials() {
    NodeSettings planA = plan(a, Optional.empty());
    NodeSettings planB = plan(b, Optional.empty());
    assertThat(planA.unsafeSettings()).isEqualTo(planB.unsafeSettings());
    assertThat(planA.sharedSettings()).isEqualTo(planB.sharedSettings());
    assertThat(planA.regularDialler()).isNotEqualTo(planB.regularDialler());
    assertThat(planA.preferredPrimary()).isTrue();
    assertThat(planB.preferredPrimary()).isFalse();
  }

  @Test
  void processTellsWhatOnlyItKnows() {
    NodeSettings plan = plan(a, Optional.empty());
    assertThat(plan.nodeName()).isEqualTo("sips-a");
    assertThat(plan.incarnation()).isEqualTo(17);
    assertThat(plan.persistedEpoch()).isEqualTo(4);
    assertThat(plan.arbiter()).isEqualTo(ArbiterType.FILE);
    assertThat(plan.arbiterPlace()).isEqualTo("inode");
    assertThat(plan.bootId()).isEqualTo("boot");
    assertThat(plan.httpAddress()).isEqualTo("127.0.0.1:8080");
    assertThat(plan.selfChecks())
        .containsExactlyInAnyOrder("sip-path-warm", "certificates", "disk-space");
  }

  @Test
  void thePeerIsToldWhetherThePagesAreHttps() throws IOException {
    Path file = PairFiles.in(directory).a();
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "http-port = 8080\n",
                "http-port = 8080\nhttp-tls-cert = a.pem\nhttp-tls-cert-key = a.key\n"));
    ServerSettings https = ((Outcome.Valid) ConfigurationFile.readAnywhere(file)).settings();
    assertThat(plan(https, Optional.empty()).httpAddress()).isEqualTo("https://127.0.0.1:8080");
  }

  private static NodeSettings plan(ServerSettings settings, Optional<Duration> lab) {
    return NodePlan.of(settings, new NodePlan.Circumstances("1.0", 17, "boot", "inode", 4, lab));
  }
}
