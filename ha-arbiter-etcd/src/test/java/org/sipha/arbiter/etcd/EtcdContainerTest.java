package org.sipha.arbiter.etcd;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.sipha.core.node.Input.ArbiterDenied;
import org.sipha.core.node.Input.ArbiterGranted;
import org.sipha.core.node.Input.ArbiterReleased;
import org.sipha.core.port.AskReason;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The newest etcd that is known to work, where there is a Docker engine. */
class EtcdContainerTest {
  private static final DockerImageName IMAGE = DockerImageName.parse("quay.io/coreos/etcd:v3.6.5");
  private static final int PORT = 2379;
  private static final Duration LEASE = Duration.ofSeconds(5);

  @Test
  void rightIsGrantedRenewedAndPassedOn() throws Exception {
    Assumptions.assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(), "no Docker engine can be reached");
    try (GenericContainer<?> etcd = new GenericContainer<>(IMAGE)) {
      etcd.withExposedPorts(PORT)
          .withCommand(
              "/usr/local/bin/etcd",
              "--listen-client-urls=http://0.0.0.0:" + PORT,
              "--advertise-client-urls=http://0.0.0.0:" + PORT)
          .waitingFor(Wait.forHttp("/health").forPort(PORT))
          .start();
      passOn(List.of(URI.create("http://" + etcd.getHost() + ":" + etcd.getMappedPort(PORT))));
    }
  }

  private static void passOn(List<URI> endpoints) throws InterruptedException {
    Answers answersA = new Answers();
    Answers answersB = new Answers();
    try (EtcdArbiter a = Servers.arbiter(Servers.a("west", LEASE, endpoints), answersA);
        EtcdArbiter b = Servers.arbiter(Servers.b("west", LEASE, endpoints), answersB)) {
      a.remember(3);
      a.ask(AskReason.STARTED_ALONE, 0);
      answersA.next(ArbiterGranted.class);
      answersA.renewal();
      b.ask(AskReason.PEER_SILENT, 0);
      answersB.next(ArbiterDenied.class);
      a.release();
      answersA.next(ArbiterReleased.class);
      b.ask(AskReason.HANDED_OVER, 0);
      answersB.next(ArbiterGranted.class);
    }
  }
}
