package org.sipha.sip.transport;

import org.sipha.sip.message.SipAddress;

/** Sends messages. What is sent may be lost: transactions care for that. */
@FunctionalInterface
public interface SipTransport {
  /**
   * Sends a message, without blocking.
   *
   * @param message not changed afterwards
   * @return false if it is known that it could not be sent (RFC 3261 17.1.4)
   */
  boolean send(SipAddress destination, byte[] message);
}
