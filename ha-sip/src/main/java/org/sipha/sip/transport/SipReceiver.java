package org.sipha.sip.transport;

import org.sipha.sip.message.SipAddress;

/** Takes what a transport has received. Called by the transport's thread: returns at once. */
@FunctionalInterface
public interface SipReceiver {
  /**
   * Takes a message; the array belongs to the receiver from now on.
   *
   * @return false if there is no room for it now: then it wasn't taken
   */
  boolean received(byte[] message, SipAddress source);
}
