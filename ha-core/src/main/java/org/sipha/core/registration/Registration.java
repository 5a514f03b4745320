package org.sipha.core.registration;

import java.util.List;

/**
 * What the REGISTERs of one DN have left behind (RFC 3261 10.3). A DN that has registered once
 * keeps one for good, without contacts when all have been taken back or have expired: so nothing
 * has to remember what was deleted, and there are at most as many as configured DNs.
 *
 * @param dn name of the DN
 * @param contacts at most {@link #MAX_CONTACTS}, none twice
 */
public record Registration(String dn, List<RegisteredContact> contacts) {
  /** A DN's contacts, at most. */
  public static final int MAX_CONTACTS = 10;

  /** Copies the list and checks it. */
  public Registration {
    contacts = List.copyOf(contacts);
    if (dn.isEmpty() || contacts.size() > MAX_CONTACTS) {
      throw new IllegalArgumentException(
          "DN \"" + dn + "\" with " + contacts.size() + " contacts of " + MAX_CONTACTS);
    }
  }
}
