package org.sipha.sip.route;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.message.Via;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the place of a number and of an address (SPEC 5): DN before trunk, the longest prefix wins.
 * Immutable, but for where telephones have registered. Host names are resolved when it is made, so
 * that no call waits for a name service.
 */
public final class Routing {
  private static final Logger LOG = LoggerFactory.getLogger(Routing.class);

  private final Bindings bindings;
  private final Map<String, Dn> dns = new HashMap<>();
  private final Map<String, Place> byNumber = new HashMap<>();
  private final Map<String, Place> byPrefix = new HashMap<>();
  private final Map<SipAddress, Place> byAddress = new HashMap<>();
  private final Map<String, Place> byId = new HashMap<>();

  /** The first of each host, and of each {@code transport:host}. */
  private final Map<String, Place> byHost = new HashMap<>();

  private final Map<String, Trunk> trunks = new TreeMap<>();
  private int longestPrefix;

  private Routing(Bindings bindings) {
    this.bindings = bindings;
  }

  /**
   * May ask the name service, and so block, for contacts that aren't literal addresses.
   *
   * @param bindings where telephones have registered, now and later
   */
  public static Routing of(Destinations destinations, Bindings bindings) {
    Routing routing = new Routing(bindings);
    for (Dn dn : destinations.dns()) {
      Place place = Place.of(dn, dn.contact() == null ? null : resolve(dn.contact()));
      routing.dns.put(dn.name(), dn);
      routing.byNumber.put(dn.name(), place);
      routing.addAddress(place);
    }
    for (Trunk trunk : destinations.trunks()) {
      Place place = Place.of(trunk, resolve(trunk.contact()));
      routing.trunks.put(trunk.name(), trunk);
      routing.addAddress(place);
      if (!trunk.prefix().isEmpty()) {
        routing.byPrefix.putIfAbsent(trunk.prefix(), place);
        routing.longestPrefix = Math.max(routing.longestPrefix, trunk.prefix().length());
      }
    }
    return routing;
  }

  private void addAddress(Place place) {
    byId.put(place.id(), place);
    place
        .address()
        .ifPresent(
            address -> {
              byAddress.putIfAbsent(address, place);
              byHost.putIfAbsent(address.host(), place);
              byHost.putIfAbsent(address.transport() + ":" + address.host(), place);
            });
  }

  private static @Nullable SipAddress resolve(SipUri contact) {
    try {
      String host = SipAddress.withoutBrackets(contact.host());
      String transport = contact.transport().orElse(SipAddress.UDP);
      return new SipAddress(
          transport, InetAddress.getByName(host).getHostAddress(), contact.portFor(transport));
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

  /**
   * The place that a request comes from. With UDP address and port decide. A connection comes from
   * any port, so that over TCP and TLS the host decides, and of several places there the most
   * specific: whose port the connection has, or which registered over it, or the Via names (RFC
   * 3261 18.1.1: where the sender listens), or which registered from there and From names, then the
   * one with this transport. Where several DNs have registered and From names none of them, it is
   * none.
   */
  public Optional<Place> callerOf(SipRequest request) {
    SipAddress source = request.source();
    Optional<Place> exact = at(source).or(() -> only(bindings.at(source), request));
    if (!source.isReliable()) {
      return exact;
    }
    Via via = request.head().via();
    int sentBy = via.port() > 0 ? via.port() : SipAddress.defaultPort(source.transport());
    Set<String> registered = bindings.on(source.host());
    return exact
        .or(() -> at(new SipAddress(source.transport(), source.host(), sentBy)))
        .or(() -> at(new SipAddress(SipAddress.UDP, source.host(), sentBy)))
        .or(() -> named(registered, request))
        .or(() -> Optional.ofNullable(byHost.get(source.transport() + ":" + source.host())))
        .or(() -> Optional.ofNullable(byHost.get(source.host())))
        .or(() -> only(registered, request));
  }

  /** The one of these DNs that From names, or the only one. */
  private Optional<Place> only(Set<String> registered, SipRequest request) {
    return named(registered, request)
        .or(() -> registered.size() == 1 ? registrable(registered.iterator().next()) : none());
  }

  private Optional<Place> named(Set<String> registered, SipRequest request) {
    return registered.isEmpty()
        ? none()
        : SipUri.numberIn(request.head().from())
            .filter(registered::contains)
            .flatMap(this::registrable);
  }

  private Optional<Place> registrable(String dn) {
    return dn(dn).filter(known -> known.password() != null).map(known -> byNumber.get(dn));
  }

  private static Optional<Place> none() {
    return Optional.empty();
  }

  /** Whether something from there may be a place's, as far as its address says. */
  public boolean isPlaces(SipAddress source) {
    return source.isReliable()
        ? byHost.containsKey(source.host()) || !bindings.on(source.host()).isEmpty()
        : at(source).isPresent() || !bindings.at(source).isEmpty();
  }

  /** The configured DNs by name. */
  public Map<String, Dn> dns() {
    return Collections.unmodifiableMap(dns);
  }

  /** The configured DN of that name. */
  public Optional<Dn> dn(String name) {
    return Optional.ofNullable(dns.get(name));
  }

  /**
   * Where the telephones of a place have registered, in the order in which they are to be called;
   * none if it isn't a DN for which one may register.
   */
  public List<RegisteredContact> registered(Place place) {
    return Place.dnName(place.id())
        .flatMap(this::dn)
        .filter(dn -> dn.password() != null)
        .map(dn -> bindings.preferred(dn.name()))
        .orElse(List.of());
  }

  /** Where telephones have registered. */
  public Bindings bindings() {
    return bindings;
  }

  private Optional<Place> at(SipAddress address) {
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
