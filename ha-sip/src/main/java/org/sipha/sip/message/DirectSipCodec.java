package org.sipha.sip.message;

/**
 * Reads what is surely well-formed in one pass, and leaves everything else to {@link JainSipCodec}:
 * it never refuses a message by itself, and what it reads is what JAIN-SIP would have read. Safe
 * for one thread at a time.
 */
public final class DirectSipCodec implements SipCodec {
  private final SipCodec reference = new JainSipCodec();

  @Override
  public SipMessage decode(byte[] datagram, SipAddress source) throws BadMessage {
    SipMessage message = DirectReader.read(datagram, source);
    return message == null ? reference.decode(datagram, source) : message;
  }

  @Override
  public Via via(String text) {
    SipScanner scanner = new SipScanner(text);
    ViaScanner via = new ViaScanner(scanner);
    return via.read() && scanner.isAtEnd() ? via.via() : reference.via(text);
  }
}
