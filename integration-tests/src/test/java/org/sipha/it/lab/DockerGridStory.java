package org.sipha.it.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.harness.Build;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * Three members of a grid, each in a container of its own, where a Docker engine can be reached.
 * They run the tarball of this build: Hazelcast's own image doesn't know our classes. Only in the
 * soak: the image comes from its registry.
 */
@Tag("grid")
@OnlyInSoak
class DockerGridStory {
  private static final String IMAGE = "eclipse-temurin:17.0.15_6-jre";
  private static final String ALL = "member-0:5701,member-1:5701,member-2:5701";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final List<GenericContainer<?>> members = new ArrayList<>();
  private Network network;

  @BeforeEach
  void begin() {
    DockerLab.require();
    network = Network.newNetwork();
  }

  @AfterEach
  void end() {
    members.forEach(GenericContainer::stop);
    if (network != null) {
      network.close();
    }
  }

  private GenericContainer<?> member(int number, String awaited) {
    String home = Build.present().home().toString();
    GenericContainer<?> member =
        new GenericContainer<>(IMAGE)
            .withNetwork(network)
            .withNetworkAliases("member-" + number)
            .withFileSystemBind(home, home, BindMode.READ_ONLY)
            .withEnv("SIPHA_JAVA_OPTS", "-Xmx256m")
            .withCommand(
                home + "/bin/sipha",
                "grid",
                "--listen",
                "member-" + number + ":5701",
                "--members",
                ALL)
            .waitingFor(Wait.forLogMessage(".*" + awaited + ".*", 1).withStartupTimeout(LIMIT));
    members.add(member);
    member.start();
    return member;
  }

  @Test
  void aMemberThatIsLostAndReturnsLeavesTheGridWritable() {
    member(0, "of the grid sipha");
    member(1, "2 members, writes are allowed");
    GenericContainer<?> third = member(2, "3 members, writes are allowed");
    third.stop();
    members.remove(third);
    member(2, "3 members, writes are allowed");
  }
}
