package org.sipha.dist.pair;

import java.util.List;
import java.util.Optional;

/**
 * Ports that were asked for; those that are empty are chosen.
 *
 * @param sip port of the service address
 * @param http ports of the pages of server A and B
 * @param ha ports of the ends of the HA connection of server A and B
 */
public record PairPorts(
    Optional<Integer> sip, Optional<List<Integer>> http, Optional<List<Integer>> ha) {
  boolean isAny() {
    return sip.isPresent() || http.isPresent() || ha.isPresent();
  }
}
