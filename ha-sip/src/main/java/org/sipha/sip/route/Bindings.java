package org.sipha.sip.route;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.core.registration.Registration;
import org.sipha.sip.message.SipAddress;

/**
 * Where the telephones of DNs have registered (RFC 3261 10, "bindings"). Written by the SIP loop,
 * which takes out what expires; read by any thread. At most one entry for each configured DN.
 */
public final class Bindings {
  private static final Comparator<RegisteredContact> PREFERRED_FIRST =
      Comparator.comparingInt(RegisteredContact::preference).reversed();

  private final Map<String, Registration> byDn = new ConcurrentHashMap<>();

  /**
   * DNs by the address that their REGISTERs came from, and by its host alone where that was a
   * connection: the next one comes from another port. Of a telephone with several lines there are
   * several.
   */
  private final Map<String, Set<String>> bySource = new ConcurrentHashMap<>();

  /** Forgets all. */
  public void clear() {
    byDn.clear();
    bySource.clear();
  }

  /** The contacts of a DN are these from now on. */
  public void put(Registration registration) {
    String dn = registration.dn();
    Registration before = byDn.put(dn, registration);
    Set<String> old = before == null ? Set.of() : sources(before);
    Set<String> now = sources(registration);
    for (String source : now) {
      bySource.merge(source, Set.of(dn), Bindings::union);
    }
    for (String source : old) {
      if (!now.contains(source)) {
        bySource.computeIfPresent(source, (any, dns) -> without(dns, dn));
      }
    }
  }

  private static Set<String> sources(Registration registration) {
    Set<String> sources = new HashSet<>();
    for (RegisteredContact contact : registration.contacts()) {
      SipAddress source = SipAddress.parse(contact.source());
      sources.add(source.toString());
      if (source.isReliable()) {
        sources.add(source.host());
      }
    }
    return sources;
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(more);
    return Set.copyOf(all);
  }

  private static @Nullable Set<String> without(Set<String> dns, String dn) {
    Set<String> rest = new HashSet<>(dns);
    rest.remove(dn);
    return rest.isEmpty() ? null : Set.copyOf(rest);
  }

  /** The contacts of a DN: the highest q first, of equal ones the one that registered last. */
  public List<RegisteredContact> preferred(String dn) {
    return contacts(dn).stream().sorted(PREFERRED_FIRST).toList();
  }

  /** The contacts of a DN, those that registered last first. */
  public List<RegisteredContact> contacts(String dn) {
    Registration registration = byDn.get(dn);
    return registration == null ? List.of() : registration.contacts();
  }

  /** All that have ever registered. */
  public List<Registration> all() {
    return List.copyOf(byDn.values());
  }

  /** DNs that have registered from exactly there. */
  Set<String> at(SipAddress source) {
    return bySource.getOrDefault(source.toString(), Set.of());
  }

  /** DNs that have registered over a connection from that host. */
  Set<String> on(String host) {
    return bySource.getOrDefault(host, Set.of());
  }
}
