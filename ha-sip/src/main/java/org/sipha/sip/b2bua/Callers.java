package org.sipha.sip.b2bua;

import java.util.Optional;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.registrar.Authentication;
import org.sipha.sip.registrar.Authentication.Asked;
import org.sipha.sip.registrar.Refusal;
import org.sipha.sip.route.Dn;
import org.sipha.sip.route.Place;
import org.sipha.sip.route.Routing;

/**
 * Whose a new INVITE is: that of the place at its address, or of the DN that From names if it shows
 * that DN's password (RFC 3261 22.3).
 */
final class Callers {
  private final Authentication authentication;
  private Routing routing;

  Callers(Authentication authentication, Routing routing) {
    this.authentication = authentication;
    this.routing = routing;
  }

  void routing(Routing newRouting) {
    routing = newRouting;
  }

  /** Why nobody known has sent it; empty if somebody has. */
  Optional<Refusal> refusal(SipRequest invite) {
    return routing.callerOf(invite).isPresent()
        ? Optional.empty()
        : claimed(invite)
            .map(dn -> authentication.refusal(invite, dn, Asked.ON_THE_WAY))
            .orElseGet(() -> Optional.of(Refusal.of(403)));
  }

  /** Who has sent it; empty if it is to be refused. */
  Optional<Place> of(SipRequest invite) {
    return routing
        .callerOf(invite)
        .or(
            () ->
                claimed(invite)
                    .filter(dn -> authentication.refusal(invite, dn, Asked.ON_THE_WAY).isEmpty())
                    .flatMap(dn -> routing.toNumber(dn.name())));
  }

  private Optional<Dn> claimed(SipRequest invite) {
    return SipUri.numberIn(invite.head().from()).flatMap(routing::dn);
  }
}
