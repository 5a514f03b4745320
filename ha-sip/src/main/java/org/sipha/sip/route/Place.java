package org.sipha.sip.route;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipUri;

/**
 * A DN or trunk, ready for use.
 *
 * @param id {@code dn:NAME} or {@code trunk:NAME}, as in {@link
 *     org.sipha.core.call.Leg#destination}
 * @param contact null for a DN that is only where it registers
 * @param knownAddress where that is, null if there is no contact or its host name could not be
 *     resolved
 * @param capacity most calls at once, 0 without limit
 * @param multisite whether another SIP server site is behind it
 */
public record Place(
    String id,
    @Nullable SipUri contact,
    @Nullable SipAddress knownAddress,
    int strip,
    int capacity,
    boolean multisite) {
  private static final String DN = "dn:";
  private static final String TRUNK = "trunk:";

  /** The id of a DN. */
  static String idOf(Dn dn) {
    return DN + dn.name();
  }

  static Place of(Dn dn, @Nullable SipAddress address) {
    return new Place(idOf(dn), dn.contact(), address, 0, 0, false);
  }

  static Place of(Trunk trunk, @Nullable SipAddress address) {
    return new Place(
        TRUNK + trunk.name(),
        trunk.contact(),
        address,
        trunk.strip(),
        trunk.capacity(),
        trunk.multisite());
  }

  /** The name in a DN's id; empty if it is a trunk's. */
  public static Optional<String> dnName(String id) {
    return id.startsWith(DN) ? Optional.of(id.substring(DN.length())) : Optional.empty();
  }

  /** Whether the id of a place is a trunk's. */
  public static boolean isTrunk(String id) {
    return id.startsWith(TRUNK);
  }

  /** The name in a trunk's id. */
  public static String trunkName(String id) {
    return id.substring(TRUNK.length());
  }

  /** Where its contact is; empty if it has none, or its host name could not be resolved. */
  public Optional<SipAddress> address() {
    return Optional.ofNullable(knownAddress);
  }

  /**
   * Request-URI of a call to that number at this place (SPEC 5: the prefix stays unless {@code
   * strip} says otherwise).
   *
   * @throws IllegalStateException if it has no contact
   */
  public SipUri uriFor(String number) {
    SipUri known = contact;
    if (known == null) {
      throw new IllegalStateException(id + " has no contact of its own");
    }
    if (isTrunk(id)) {
      return known.withUser(number.substring(Math.min(strip, number.length())));
    }
    return known.user() == null ? known.withUser(number) : known;
  }
}
