package org.sipha.sip.transport;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.SipAddress;

/**
 * Where datagrams came from lately: one object for each place instead of one for each datagram, of
 * which transactions would keep thousands. Of one thread.
 */
final class HeardAddresses {
  /** More telephones than that take one another's places. */
  private static final int SLOTS = 4_096;

  private final @Nullable Heard[] heard = new @Nullable Heard[SLOTS];

  private record Heard(InetAddress address, int port, SipAddress place) {
    boolean is(InetAddress otherAddress, int otherPort) {
      return port == otherPort && address.equals(otherAddress);
    }
  }

  /**
   * The place as the other layers know it.
   *
   * @throws IllegalArgumentException for a port that nobody can answer to
   */
  SipAddress of(InetAddress address, int port) {
    if (address.isLinkLocalAddress()) {
      return place(address, port); // equal addresses may be on different links
    }
    int hash = 31 * address.hashCode() + port;
    int slot = (hash ^ hash >>> 12) & (SLOTS - 1);
    Heard known = heard[slot];
    if (known == null || !known.is(address, port)) {
      known = new Heard(address, port, place(address, port));
      heard[slot] = known;
    }
    return known.place;
  }

  private static SipAddress place(InetAddress address, int port) {
    return new SipAddress(SipAddress.UDP, address.getHostAddress(), port);
  }
}
