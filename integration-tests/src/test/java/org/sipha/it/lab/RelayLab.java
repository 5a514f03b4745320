package org.sipha.it.lab;

import java.nio.file.Path;
import java.time.Duration;
import org.sipha.it.agent.Line;
import org.sipha.it.harness.FreePorts;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.Site;

/**
 * Both servers on this host, and a relay where each thinks the other is. It has no SIP network of
 * its own, and since both servers share the one service address, only one can be primary at a time.
 */
final class RelayLab implements Lab {
  private final int sipPort = FreePorts.next();

  /**
   * In this order, so that by the rule of the lower address both ends agree on who dials (see
   * docs/protocol.md).
   */
  private final int portOfA = FreePorts.block(4);

  private final int dialledByA = portOfA + 1;
  private final int dialledByB = portOfA + 2;
  private final int portOfB = portOfA + 3;
  private final Relay relay = new Relay(dialledByA, portOfB, dialledByB, portOfA);

  @Override
  public Site site(Path directory) {
    return new Site(
        line(End.A).service(),
        sipPort,
        "type = manual",
        Site.loopback(Site.plainConnection(portOfA, dialledByA)),
        Site.loopback(Site.plainConnection(portOfB, dialledByB)));
  }

  @Override
  public Line line(End side) {
    return Line.loopback(sipPort);
  }

  @Override
  public void cut(Network network, End host) {
    requireHa(network);
    relay.toA().shut(true);
    relay.toB().shut(true);
  }

  @Override
  public void deafen(Network network, End host) {
    requireHa(network);
    (host == End.A ? relay.toA() : relay.toB()).shut(true);
  }

  @Override
  public void disturb(Network network, Weather weather) {
    requireHa(network);
    if (weather.lossPercent() > 0 || weather.heldBackPercent() < 100) {
      throw new IllegalArgumentException("a relay of streams only delays: " + weather);
    }
    relay.toA().delay(weather.delay());
    relay.toB().delay(weather.delay());
  }

  @Override
  public void heal(Network network) {
    requireHa(network);
    for (Relay.Way way : new Relay.Way[] {relay.toA(), relay.toB()}) {
      way.delay(Duration.ZERO);
      way.shut(false);
    }
  }

  @Override
  public void powerOff(End host, Server server) {
    cut(Network.HA, host);
    server.kill9();
  }

  @Override
  public void powerOn(End host) {
    heal(Network.HA);
  }

  private static void requireHa(Network network) {
    if (network != Network.HA) {
      throw new IllegalArgumentException("a relay has no network " + network);
    }
  }

  @Override
  public void close() {
    relay.close();
  }
}
