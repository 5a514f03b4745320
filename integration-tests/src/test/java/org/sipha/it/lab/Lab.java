package org.sipha.it.lab;

import java.nio.file.Path;
import java.time.Duration;
import org.sipha.it.agent.Line;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.Site;

/**
 * Two hosts, the networks between them, and faults. A fault holds until {@link #heal} or {@link
 * #powerOn}. Faults are silent: nobody is told, no socket is closed, as when a switch dies.
 */
interface Lab extends AutoCloseable {
  /** One of the two hosts. */
  enum End {
    /** The host of {@code sips-a}. */
    A,
    /** The host of {@code sips-b}. */
    B;

    End other() {
      return this == A ? B : A;
    }
  }

  /** What a host is connected to. */
  enum Network {
    /** The HA connection. */
    HA,
    /** Telephones and the service address. */
    SIP,
    /** Members of etcd or of the grid: the other host's and the witness's. */
    FAR
  }

  /**
   * A bad network, in both directions.
   *
   * @param delay of a packet that is held back
   * @param lossPercent packets that get lost
   * @param heldBackPercent packets that the delay holds back; the others overtake them
   */
  record Weather(Duration delay, int lossPercent, int heldBackPercent) {}

  /**
   * Where the servers are.
   *
   * @param directory where the lab may put files that the servers read
   */
  Site site(Path directory);

  /** Telephones that, after a split, are on the side of a host. */
  Line line(End side);

  /** A host neither hears nor is heard on a network any more. */
  void cut(Network network, End host);

  /** A host hears nothing on a network any more, but is heard: the network carries one way. */
  void deafen(Network network, End host);

  /** A network gets bad for everybody. */
  void disturb(Network network, Weather weather);

  /** A network is as new. */
  void heal(Network network);

  /** A host loses its power: every process and every link is gone at once. */
  void powerOff(End host, Server server);

  /** A host has power again; nothing is started on it. */
  void powerOn(End host);

  @Override
  void close();
}
