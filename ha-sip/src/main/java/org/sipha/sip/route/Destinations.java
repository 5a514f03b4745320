package org.sipha.sip.route;

import java.util.List;

/** All configured places. Replaced as a whole when the configuration changes. */
public record Destinations(List<Dn> dns, List<Trunk> trunks) {
  /** Nobody can call and nobody can be called. */
  public static final Destinations NONE = new Destinations(List.of(), List.of());

  /** Copies the lists. */
  public Destinations {
    dns = List.copyOf(dns);
    trunks = List.copyOf(trunks);
  }
}
