package org.sipha.sip.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value of a Contact header (RFC 3261 20.10).
 *
 * @param uri without angle brackets; {@code *} is the one that means all contacts (10.2.2)
 * @param q its parameter {@code q} as written, null if there is none
 * @param expires its parameter {@code expires} as written, null if there is none
 */
public record ContactValue(String uri, @Nullable String q, @Nullable String expires) {
  private static final String ALL = "*";

  /**
   * All values of a message, in their order.
   *
   * @throws IllegalArgumentException if one isn't a contact
   */
  public static List<ContactValue> all(SipMessage message) {
    List<ContactValue> values = new ArrayList<>();
    for (Header header : message.headers()) {
      if (header.is("Contact")) {
        values.addAll(JainText.contacts(header.value()));
      }
    }
    return values;
  }

  static ContactValue wildcard() {
    return new ContactValue(ALL, null, null);
  }

  /** Whether it means all contacts. */
  public boolean isWildcard() {
    return uri.equals(ALL);
  }

  /** Its q times 1,000: 0 to 1,000, and that where it has none or a senseless one. */
  public int preference() {
    boolean isValid = q != null && q.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?");
    return isValid ? (int) Math.round(Double.parseDouble(q) * 1_000) : 1_000;
  }
}
