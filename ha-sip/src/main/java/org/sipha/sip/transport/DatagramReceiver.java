package org.sipha.sip.transport;

import org.sipha.sip.message.SipAddress;

/** Takes what came over UDP. Called by the thread that reads it. */
@FunctionalInterface
public interface DatagramReceiver {
  /**
   * Takes a message; the array belongs to the receiver from now on.
   *
   * @param hasTime whether the receiver may take its time: the socket was empty a moment ago, so
   *     that nothing has waited there for long. Otherwise it returns at once, so that others don't
   *     wait where nobody sees how long.
   */
  void received(byte[] message, SipAddress source, boolean hasTime);
}
