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
        List<ContactValue> plain = plain(header.value());
        values.addAll(plain == null ? JainText.contacts(header.value()) : plain);
      }
    }
    return values;
  }

  /** Null if they have to be left to JAIN-SIP. */
  private static @Nullable List<ContactValue> plain(String text) {
    SipScanner scanner = new SipScanner(text);
    List<ContactValue> values = new ArrayList<>(1);
    do {
      ContactValue value = plain(scanner, values.isEmpty());
      if (value == null) {
        return null;
      }
      values.add(value);
    } while (scanner.comma());
    return scanner.isAtEnd() ? values : null;
  }

  private static @Nullable ContactValue plain(SipScanner scanner, boolean isFirst) {
    if (!scanner.contact(isFirst)) {
      return null;
    }
    String uri = scanner.uriText();
    String q = null;
    String expires = null;
    while (scanner.semicolon()) {
      boolean isParameter = scanner.parameter();
      boolean isQ = isParameter && scanner.isName("q");
      boolean isExpires = isParameter && scanner.isName("expires");
      boolean isRead = isParameter && !((isQ && q != null) || (isExpires && expires != null));
      if (!isRead || ((isQ || isExpires) && scanner.value() == null)) {
        return null;
      }
      q = isQ ? scanner.value() : q;
      expires = isExpires ? scanner.value() : expires;
    }
    return new ContactValue(uri, q, expires);
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
