package org.sipha.sip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a request shows to prove who it is from (RFC 3261 20.7 and 20.28).
 *
 * @param scheme as written, for example {@code Digest}
 * @param parameters values by their names in lower case, without quotation marks
 */
public record Credentials(String scheme, Map<String, String> parameters) {
  /** Copies the map. */
  public Credentials {
    parameters = Map.copyOf(parameters);
  }

  /**
   * All that stand in the header fields of that name.
   *
   * @throws IllegalArgumentException if one can't be read
   */
  public static List<Credentials> all(SipMessage message, String name) {
    List<Credentials> all = new ArrayList<>(1);
    for (Header header : message.headers()) {
      if (header.is(name)) {
        all.add(JainText.credentials(header.value()));
      }
    }
    return all;
  }

  /** A parameter, empty if it isn't there. */
  public String get(String name) {
    return parameters.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  /** Nothing secret. */
  @Override
  public String toString() {
    return scheme + " of " + get("username");
  }
}
