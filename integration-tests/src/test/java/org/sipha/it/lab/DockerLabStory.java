package org.sipha.it.lab;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two containers, where a Docker engine of this machine can be reached. Only in the soak: the image
 * is built first, which needs the image registry.
 */
@Tag("lab")
@OnlyInSoak
class DockerLabStory extends HaNetworkScenarios {
  @Override
  Lab openLab() {
    DockerLab.require();
    return new DockerLab();
  }

  @Test
  @Override
  @Disabled("a container is in a network or not: no one-way cut with Docker")
  void aNetworkThatCarriesOneWayIsNoConnection() {}
}
