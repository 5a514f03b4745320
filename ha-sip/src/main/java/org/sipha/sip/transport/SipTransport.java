package org.sipha.sip.transport;

import org.sipha.sip.message.SipAddress;

/** Sends messages. What is sent may be lost: transactions care for that. */
@FunctionalInterface
public interface SipTransport {
  /**
   * Sends a message, without blocking: over the connection with that address if there is one, else
   * over a new one.
   *
   * @param message not changed afterwards
   * @param undeliverable done on the SIP loop, now or later, if it turns out that it could not be
   *     sent (RFC 3261 18.4)
   */
  void send(SipAddress destination, byte[] message, Runnable undeliverable);

  /** Whether requests may go over that transport. */
  default boolean speaks(String transport) {
    return transport.equals(SipAddress.UDP);
  }

  /** Whether a connection with that address is open; with UDP there is none. */
  default boolean isConnected(SipAddress peer) {
    return false;
  }
}
