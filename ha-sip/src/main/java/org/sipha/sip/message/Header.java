package org.sipha.sip.message;

import java.util.List;

/**
 * One header field as it stood in a message: unfolded, with its long name (RFC 3261 7.3.1 and
 * 7.3.3).
 *
 * @param name long form, for example {@code Call-ID} for {@code i}; otherwise as the sender spelled
 *     it
 * @param value without leading and trailing blanks, never with a line break
 */
public record Header(String name, String value) {
  /** The items of a list that is separated by commas, such as option tags (RFC 3261 7.3.1). */
  public List<String> items() {
    String[] items = value.split(",");
    for (int i = 0; i < items.length; i++) {
      items[i] = items[i].strip();
    }
    return List.of(items);
  }

  /** Whether this is the header of that name; names of headers ignore case. */
  public boolean is(String otherName) {
    return name.equalsIgnoreCase(otherName);
  }
}
