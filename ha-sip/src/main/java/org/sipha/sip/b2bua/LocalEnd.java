package org.sipha.sip.b2bua;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.sipha.core.call.CallId;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.Via;
import org.sipha.sip.transport.SipTransport;

/**
 * What this server writes into messages about itself: the same on both servers of a pair, but for
 * random parts.
 */
public final class LocalEnd {
  static final String ALLOWED =
      "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY, MESSAGE";

  private final SipAddress address;
  private final SipAddress tlsAddress;
  private final SipTransport transport;
  private final Random random;

  /**
   * The service address of the pair.
   *
   * @param address for UDP and TCP
   * @param tlsPort its port for TLS
   * @param transport knows the connections
   */
  public LocalEnd(SipAddress address, int tlsPort, SipTransport transport) {
    this.address = address;
    this.tlsAddress = new SipAddress(SipAddress.TLS, address.host(), tlsPort);
    this.transport = transport;
    this.random = new SecureRandom();
  }

  /**
   * Where a party reaches us: over the transport that it speaks, and by {@code sips} where it was
   * reached by that (RFC 3261 8.1.1.8).
   */
  Header contact(SipAddress peer, boolean secure) {
    if (secure) {
      return new Header("Contact", "<sips:" + tlsAddress.hostPort() + ">");
    }
    String parameter = peer.isReliable() ? ";transport=" + peer.transport() : "";
    return new Header("Contact", "<sip:" + sentBy(peer) + parameter + ">");
  }

  private String sentBy(SipAddress peer) {
    return (peer.transport().equals(SipAddress.TLS) ? tlsAddress : address).hostPort();
  }

  /** See {@link Path#nextHop}. */
  SipAddress nextHop(Path path, SipAddress lastSpokeFrom) {
    return path.nextHop(lastSpokeFrom, transport::isConnected);
  }

  List<Header> allow() {
    return List.of(new Header("Allow", ALLOWED));
  }

  String newBranch() {
    return Via.MAGIC_COOKIE + Long.toHexString(random.nextLong());
  }

  String via(String branch, SipAddress destination) {
    return "SIP/2.0/"
        + destination.transport().toUpperCase(Locale.ROOT)
        + " "
        + sentBy(destination)
        + ";branch="
        + branch
        + ";rport";
  }

  String newTag(CallId id, char leg) {
    return CallTag.of(id, leg, random.nextInt());
  }

  /** Call-ID of the callee's leg. */
  String newCallId(CallId id) {
    return id + "-" + Long.toHexString(random.nextLong()) + "@" + address.host();
  }
}
