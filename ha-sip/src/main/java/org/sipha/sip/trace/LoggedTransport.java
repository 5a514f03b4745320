package org.sipha.sip.trace;

import org.sipha.sip.message.SipAddress;
import org.sipha.sip.transport.SipTransport;

/** A transport whose messages are logged on their way out. */
public record LoggedTransport(SipTransport transport, MessageLog log) implements SipTransport {
  @Override
  public void send(SipAddress destination, byte[] message, Runnable undeliverable) {
    log.sent(message, destination);
    transport.send(destination, message, undeliverable);
  }

  @Override
  public boolean speaks(String name) {
    return transport.speaks(name);
  }

  @Override
  public boolean isConnected(SipAddress peer) {
    return transport.isConnected(peer);
  }
}
