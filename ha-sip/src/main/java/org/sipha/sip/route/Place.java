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
 * @param knownAddress where it is, null if its host name could not be resolved
 * @param capacity most calls at once, 0 without limit
 * @param multisite whether another SIP server site is behind it
 */
public record Place(
    String id,
    SipUri contact,
    @Nullable SipAddress knownAddress,
    int strip,
    int capacity,
    boolean multisite) {
  private static final String DN = "dn:";
  private static final String TRUNK = "trunk:";

  static Place of(Dn dn, @Nullable SipAddress address) {
    return new Place(DN + dn.name(), dn.contact(), address, 0, 0, false);
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

  /** Whether the id of a place is a trunk's. */
  public static boolean isTrunk(String id) {
    return id.startsWith(TRUNK);
  }

  /** The name in a trunk's id. */
  public static String trunkName(String id) {
    return id.substring(TRUNK.length());
  }

  /** Where it is; empty if its host name could not be resolved. */
  public Optional<SipAddress> address() {
    return Optional.ofNullable(knownAddress);
  }

  /**
   * Request-URI of a call to that number at this place (SPEC 5: the prefix stays unless {@code
   * strip} says otherwise).
   */
  public SipUri uriFor(String number) {
    if (isTrunk(id)) {
      return contact.withUser(number.substring(Math.min(strip, number.length())));
    }
    return contact.user() == null ? contact.withUser(number) : contact;
  }
}
