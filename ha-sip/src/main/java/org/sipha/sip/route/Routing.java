package org.sipha.sip.route;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipUri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the place of a number and of an address (SPEC 5): DN before trunk, the longest prefix wins.
 * Immutable. Host names are resolved when it is made, so that no call waits for a name service.
 */
public final class Routing {
  private static final Logger LOG = LoggerFactory.getLogger(Routing.class);

  private final Map<String, Place> byNumber = new HashMap<>();
  private final Map<String, Place> byPrefix = new HashMap<>();
  private final Map<SipAddress, Place> byAddress = new HashMap<>();
  private final Map<String, Place> byId = new HashMap<>();
  private final Map<String, Trunk> trunks = new TreeMap<>();
  private int longestPrefix;

  private Routing() {}

  /** May ask the name service, and so block, for contacts that aren't literal addresses. */
  public static Routing of(Destinations destinations) {
    Routing routing = new Routing();
    for (Dn dn : destinations.dns()) {
      Place place = Place.of(dn, resolve(dn.contact()));
      routing.byNumber.put(dn.name(), place);
      routing.byId.put(place.id(), place);
      place.address().ifPresent(address -> routing.byAddress.putIfAbsent(address, place));
    }
    for (Trunk trunk : destinations.trunks()) {
      Place place = Place.of(trunk, resolve(trunk.contact()));
      routing.trunks.put(trunk.name(), trunk);
      routing.byId.put(place.id(), place);
      place.address().ifPresent(address -> routing.byAddress.putIfAbsent(address, place));
      if (!trunk.prefix().isEmpty()) {
        routing.byPrefix.putIfAbsent(trunk.prefix(), place);
        routing.longestPrefix = Math.max(routing.longestPrefix, trunk.prefix().length());
      }
    }
    return routing;
  }

  private static @Nullable SipAddress resolve(SipUri contact) {
    try {
      String host = SipAddress.withoutBrackets(contact.host());
      return new SipAddress(
          SipAddress.UDP, InetAddress.getByName(host).getHostAddress(), contact.portOrDefault());
    } catch (UnknownHostException e) {
      LOG.warn("{}: the host name can't be resolved; calls to it are refused with 503", contact);
      return null;
    }
  }

  /** The place that a number is at. */
  public Optional<Place> toNumber(String number) {
    Place dn = byNumber.get(number);
    if (dn != null) {
      return Optional.of(dn);
    }
    for (int length = Math.min(longestPrefix, number.length()); length > 0; length--) {
      Place trunk = byPrefix.get(number.substring(0, length));
      if (trunk != null) {
        return Optional.of(trunk);
      }
    }
    return Optional.empty();
  }

  /** The place that an address belongs to; with UDP address and port decide. */
  public Optional<Place> at(SipAddress address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  /** The place of that id, see {@link Place#id}; empty if it isn't configured any more. */
  public Optional<Place> named(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The trunks by name. */
  public Map<String, Trunk> trunks() {
    return Collections.unmodifiableMap(trunks);
  }
}
