package org.sipha.sip.transport;

import org.sipha.sip.message.SipAddress;

/** Takes what came over UDP. Called by the thread that reads it. */
@FunctionalInterface
public interface DatagramReceiver {
  /**
   * Takes a message; the array belongs to the receiver from now on.
   *
   * @param isFirst whether the socket was empty before it came. Then the receiver may take its
   *     time: what comes meanwhile waits in the socket. Otherwise it returns at once, so that
   *     others don't wait where nobody sees how long.
   */
  void received(byte[] message, SipAddress source, boolean isFirst);
}
