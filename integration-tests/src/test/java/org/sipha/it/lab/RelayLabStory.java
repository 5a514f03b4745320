package org.sipha.it.lab;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.lab.Lab.Network;
import org.sipha.it.lab.Lab.Weather;
import org.sipha.it.lab.Scene.Harm;

/** The HA connection through a relay on loopback, which always runs. */
@Tag("lab")
class RelayLabStory extends HaNetworkScenarios {
  @Override
  Lab openLab() {
    return new RelayLab();
  }

  @Test
  @OnlyInSoak
  void aSlowHaNetworkIsStillOne() {
    try (Scene scene = begin("HA network with 150 ms each way")) {
      scene.lab().disturb(Network.HA, new Weather(Duration.ofMillis(150), 0, 100));
      Scene.pass(LabSize.TROUBLE);
      scene.lab().heal(Network.HA);
      scene.finish(Harm.NONE);
      for (var server : scene.pair().servers()) {
        scene
            .timeline()
            .assertNever(server, "not connected", status -> status.connection().equals("down"));
      }
    }
  }

  @Test
  @OnlyInSoak
  @Override
  void aHostThatLosesItsPowerCostsNoAnsweredCallOnceTheOtherIsPromoted() {
    super.aHostThatLosesItsPowerCostsNoAnsweredCallOnceTheOtherIsPromoted();
  }

  @Test
  @OnlyInSoak
  @Override
  void aNetworkThatCarriesOneWayIsNoConnection() {
    super.aNetworkThatCarriesOneWayIsNoConnection();
  }
}
