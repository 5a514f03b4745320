package org.sipha.transport;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Hands the objects of the HA connection over within the process, without copying and without ever
 * encoding them.
 */
final class LinkMessageCodec implements MessageCodec<LinkMessage, LinkMessage> {
  private static final String NAME = "sipha.link";

  /** With these every {@link LinkMessage} is sent. */
  static DeliveryOptions options() {
    return new DeliveryOptions().setCodecName(NAME).setLocalOnly(true);
  }

  @Override
  public LinkMessage transform(LinkMessage message) {
    return message;
  }

  @Override
  public void encodeToWire(Buffer buffer, LinkMessage message) {
    throw new UnsupportedOperationException("local only: " + message);
  }

  @Override
  public LinkMessage decodeFromWire(int at, Buffer buffer) {
    throw new UnsupportedOperationException("local only");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1; // as MessageCodec asks of all but its own
  }
}
