package org.sipha.config.type;

/**
 * Where a DN or trunk is reached.
 *
 * @param uri the whole SIP URI with its parameters, without blanks
 * @param address its host and port; 5060 if it names none (RFC 3261 19.1.2)
 */
public record SipContact(String uri, HostPort address) {
  /** The port of SIP where a URI names none. */
  static final int DEFAULT_PORT = 5060;

  @Override
  public String toString() {
    return uri;
  }
}
