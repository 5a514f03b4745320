package org.sipha.sip.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a message, checked by hand: JAIN-SIP reads {@code SIP/3.0} as SIP/2.0, a status
 * {@code 2x0} as a number and two blanks as one.
 *
 * @param isRequest or else a response
 * @param version for example {@code SIP/2.0}
 * @param subject method or status
 */
record StartLine(boolean isRequest, String version, String subject, String rest) {
  private static final Pattern REQUEST =
      Pattern.compile("([A-Za-z0-9.!%*_+`'~-]{1,64}) ([^ \\t]+) (SIP/\\d{1,3}\\.\\d{1,3})");
  private static final Pattern RESPONSE =
      Pattern.compile("(SIP/\\d{1,3}\\.\\d{1,3}) ([1-6]\\d\\d)(?: (.*))?");
  private static final String VERSION = "SIP/2.0";

  /** Null if it can't be read. */
  static @Nullable StartLine of(String line) {
    Matcher request = REQUEST.matcher(line);
    if (request.matches()) {
      return new StartLine(true, request.group(3), request.group(1), request.group(2));
    }
    Matcher response = RESPONSE.matcher(line);
    if (response.matches()) {
      String reason = response.group(3);
      return new StartLine(
          false, response.group(1), response.group(2), reason == null ? "" : reason);
    }
    return null;
  }

  boolean hasOurVersion() {
    return version.equalsIgnoreCase(VERSION);
  }
}
