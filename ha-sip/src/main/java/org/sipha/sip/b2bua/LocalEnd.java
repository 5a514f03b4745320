package org.sipha.sip.b2bua;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.sipha.core.call.CallId;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.message.Via;
import org.sipha.sip.route.Bindings;
import org.sipha.sip.route.Place;
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
  private final Bindings bindings;
  private final Random random;

  /**
   * The service address of the pair.
   *
   * @param address for UDP and TCP
   * @param tlsPort its port for TLS
   * @param transport knows the connections
   * @param bindings where telephones have registered
   */
  public LocalEnd(SipAddress address, int tlsPort, SipTransport transport, Bindings bindings) {
    this.address = address;
    this.tlsAddress = new SipAddress(SipAddress.TLS, address.host(), tlsPort);
    this.transport = transport;
    this.bindings = bindings;
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

  /**
   * See {@link Path#nextHop}. But to where a telephone has registered the way is that of its
   * REGISTER: behind an address translation no other leads there.
   *
   * @param destination the place that the party is at
   */
  SipAddress nextHop(Path path, SipAddress lastSpokeFrom, String destination) {
    SipAddress hop = path.nextHop(lastSpokeFrom, transport::isConnected);
    return Place.dnName(destination).stream()
        .flatMap(dn -> bindings.contacts(dn).stream())
        .filter(contact -> isAt(contact, hop))
        .findFirst()
        .map(this::wayTo)
        .orElse(hop);
  }

  private static boolean isAt(RegisteredContact contact, SipAddress hop) {
    return SipUri.parse(contact.uri()).address(hop.transport()).filter(hop::equals).isPresent();
  }

  /**
   * Where a telephone is reached that has registered: where its REGISTER came from. But a
   * connection counts only while it is open, and a contact may want another transport: then the
   * contact says where.
   */
  SipAddress wayTo(RegisteredContact contact) {
    SipAddress source = SipAddress.parse(contact.source());
    String transport = SipUri.parse(contact.uri()).transport().orElse(source.transport());
    boolean isOpen = !source.isReliable() || this.transport.isConnected(source);
    return isOpen && transport.equals(source.transport())
        ? source
        : Path.of(contact.uri(), List.of()).nextHop(source, this.transport::isConnected);
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
