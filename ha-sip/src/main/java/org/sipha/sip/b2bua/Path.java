package org.sipha.sip.b2bua;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipUri;

/**
 * The way of a request within a dialog (RFC 3261 12.2.1.1).
 *
 * @param hop URI of the next hop
 */
record Path(String requestUri, List<String> routes, String hop) {
  static Path of(String remoteTarget, List<String> routeSet) {
    if (routeSet.isEmpty()) {
      return new Path(remoteTarget, routeSet, remoteTarget);
    }
    String first = SipUri.textIn(routeSet.get(0));
    if (isLoose(first)) {
      return new Path(remoteTarget, routeSet, first);
    }
    // A strict router (RFC 2543) wants itself as Request-URI and the target as the last Route.
    List<String> rest = new ArrayList<>(routeSet.subList(1, routeSet.size()));
    rest.add("<" + remoteTarget + ">");
    return new Path(first, rest, first);
  }

  private static boolean isLoose(String uri) {
    try {
      return SipUri.parse(uri).hasFlag("lr");
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  /**
   * Where it is sent. A host name isn't looked up, since that would stop all calls for as long as a
   * name service takes: the address from which the party last spoke does. A URI that leaves the
   * choice of the transport to us gets the one that the party speaks: whoever sends over TCP
   * listens there too (RFC 3261 18.2.1).
   *
   * <p>Over a connection the port that a party speaks from is that of this connection alone. So it
   * counts while the connection is open, and if the hop is the same host: requests go back on it
   * (RFC 5923). Afterwards, at a new primary for example, only the URI's port leads to the party.
   */
  SipAddress nextHop(SipAddress lastSpokeFrom, Predicate<SipAddress> isConnected) {
    SipUri uri;
    try {
      uri = SipUri.parse(hop);
    } catch (IllegalArgumentException e) {
      return lastSpokeFrom;
    }
    String transport = uri.transport().orElse(lastSpokeFrom.transport());
    if (!SipAddress.TRANSPORTS.contains(transport)) {
      return lastSpokeFrom;
    }
    boolean same = transport.equals(lastSpokeFrom.transport());
    Optional<SipAddress> literal = uri.address(transport);
    boolean elsewhere = literal.isPresent() && !literal.get().isAt(lastSpokeFrom.host());
    if (same && !elsewhere && isConnected.test(lastSpokeFrom)) {
      return lastSpokeFrom;
    }
    boolean keepsPort = same && !lastSpokeFrom.isReliable();
    return literal.orElseGet(
        () ->
            new SipAddress(
                transport,
                lastSpokeFrom.host(),
                keepsPort ? lastSpokeFrom.port() : uri.portFor(transport)));
  }
}
