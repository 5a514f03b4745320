package org.sipha.sip.trace;

import java.util.regex.Pattern;

/**
 * Takes out of a message what would let a reader do more than read: what proves a password (RFC
 * 8760), passwords in URIs (RFC 3261 19.1.1), and keys of media (RFC 4568, RFC 8866 5.12).
 */
final class Secrets {
  private static final String MASK = "***";

  /** A header may go on in lines that begin with a blank (RFC 3261 7.3.1). */
  private static final Pattern DIGEST =
      Pattern.compile(
          "(?im)^((?:(?:Proxy-)?Authorization\\s*:\\s*Digest\\b|[ \\t]).*?\\bresponse\\s*=\\s*)(\"[^\"\\r\\n]*\"?|[^,\\s]*)");

  private static final Pattern OTHER_CREDENTIALS =
      Pattern.compile("(?im)^((?:Proxy-)?Authorization\\s*:\\s*(?!Digest\\b)\\S+)[ \\t].*$");
  private static final Pattern URI_PASSWORD =
      Pattern.compile("(?i)(\\bsips?:[^\\s:@<>\"]+):[^\\s@<>\"]*@");
  private static final Pattern MEDIA_KEY =
      Pattern.compile("(?im)^((?:a=crypto:.*?inline:|k=[^:\\s]*:?|a=key-mgmt:\\S+ )).*$");

  private Secrets() {}

  static String masked(String message) {
    String text = DIGEST.matcher(message).replaceAll("$1" + MASK);
    text = OTHER_CREDENTIALS.matcher(text).replaceAll("$1 " + MASK);
    text = URI_PASSWORD.matcher(text).replaceAll("$1:" + MASK + "@");
    return MEDIA_KEY.matcher(text).replaceAll("$1" + MASK);
  }
}
