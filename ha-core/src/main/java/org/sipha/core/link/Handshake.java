package org.sipha.core.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.Reject.Reason;

/**
 * Whether two nodes may work together, judged from their Hellos alone (SPEC 3.7, DESIGN handshake).
 */
final class Handshake {
  private Handshake() {}

  /** A refusal: the reason, and a sentence that says what to do. */
  record Refusal(Reason reason, String text) {}

  /** Why {@code own} refuses {@code peer}; empty if it doesn't. */
  static Optional<Refusal> judge(Hello own, Hello peer) {
    if (own.protocolMax() < peer.protocolMin() || peer.protocolMax() < own.protocolMin()) {
      return refuse(
          Reason.PROTOCOL,
          "protocol versions don't meet: this node speaks %d to %d, %s speaks %d to %d; install versions that may run"
              + " side by side",
          own.protocolMin(),
          own.protocolMax(),
          peer.nodeName(),
          peer.protocolMin(),
          peer.protocolMax());
    }
    if (!own.pairName().equals(peer.pairName())) {
      return refuse(
          Reason.FOREIGN,
          "%s belongs to pair '%s', this node to '%s'; check peer-address and pair-name",
          peer.nodeName(),
          peer.pairName(),
          own.pairName());
    }
    if (own.serverId() == peer.serverId() || own.nodeName().equals(peer.nodeName())) {
      return refuse(
          Reason.SAME_SERVER_ID,
          "both nodes are '%s' with server-id %d; application-name and server-id must be unique in the pair",
          peer.nodeName(),
          peer.serverId());
    }
    if (!own.arbiterType().equals(peer.arbiterType())) {
      return refuse(
          Reason.ARBITER,
          "[arbiter] type is %s here and %s at %s; make them equal",
          own.arbiterType(),
          peer.arbiterType(),
          peer.nodeName());
    }
    if (!own.arbiterPlace().equals(peer.arbiterPlace())) {
      return refuse(
          Reason.ARBITER,
          "the arbiter is %s here and %s at %s; both must use the same",
          own.arbiterPlace(),
          peer.arbiterPlace(),
          peer.nodeName());
    }
    if (own.arbiterType().equals("file") && !own.bootId().equals(peer.bootId())) {
      return refuse(
          Reason.ARBITER,
          "%s runs on another host, where a lock file of this host means nothing; use [arbiter] type = manual",
          peer.nodeName());
    }
    List<String> unsafe = differing(own.unsafeSettings(), peer.unsafeSettings());
    if (!unsafe.isEmpty()) {
      return refuse(
          Reason.SETTING,
          "%s differ at %s; make them equal",
          String.join(", ", unsafe),
          peer.nodeName());
    }
    return Optional.empty();
  }

  /** Names of the settings that both know and that differ, in order. */
  static List<String> differing(Map<String, String> own, Map<String, String> peer) {
    List<String> names = new ArrayList<>();
    new TreeMap<>(own)
        .forEach(
            (name, hash) -> {
              if (!hash.equals(peer.getOrDefault(name, hash))) {
                names.add(name);
              }
            });
    return names;
  }

  /**
   * The id of the session that two Hellos open: the same number at both ends, another one for each
   * pair of Hellos, never 0.
   */
  static long newSession(Hello one, Hello other) {
    Hello first = one.serverId() < other.serverId() ? one : other;
    Hello second = first == one ? other : one;
    long id =
        mix(
            mix(mix(mix(first.incarnation()) + first.attempt()) + second.incarnation())
                + second.attempt());
    return id == 0 ? 1 : id;
  }

  /** Finalizer of SplitMix64: spreads every bit over all others. */
  static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static Optional<Refusal> refuse(Reason reason, String format, Object... figures) {
    return Optional.of(new Refusal(reason, String.format(format, figures)));
  }
}
