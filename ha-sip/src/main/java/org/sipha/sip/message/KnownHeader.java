package org.sipha.sip.message;

import org.jspecify.annotations.Nullable;

/**
 * A header field that JAIN-SIP knows. It refuses a message for any of these that it can't read,
 * also if we only pass it on; whatever isn't here it takes as it is.
 *
 * @param name long form, as the RFCs spell it
 * @param rule how {@link DirectSipCodec} reads it
 */
record KnownHeader(String name, HeaderRule rule) {
  /** By hash, a power of two of them; a place that is taken moves a field to the next one. */
  private static final @Nullable KnownHeader[] TABLE = new KnownHeader[512];

  static {
    put(HeaderRule.VIA, "Via");
    put(HeaderRule.FROM, "From");
    put(HeaderRule.TO, "To");
    put(HeaderRule.CALL_ID, "Call-ID");
    put(HeaderRule.CSEQ, "CSeq");
    put(HeaderRule.MAX_FORWARDS, "Max-Forwards");
    put(HeaderRule.CONTACT, "Contact");
    put(HeaderRule.RECORD_ROUTE, "Record-Route");
    put(HeaderRule.CONTENT_LENGTH, "Content-Length");
    put(HeaderRule.CONTENT_TYPE, "Content-Type");
    put(HeaderRule.ROUTES, "Route");
    put(HeaderRule.IDENTITIES, "P-Asserted-Identity", "P-Preferred-Identity");
    put(HeaderRule.TOKENS, "Allow", "Supported", "Require", "Unsupported", "Allow-Events");
    put(HeaderRule.PARAMETERS, "Event", "Reason", "Content-Disposition");
    put(HeaderRule.TOKEN, "Privacy");
    put(HeaderRule.NUMBER, "Expires", "Min-Expires", "RSeq", "Retry-After");
    put(HeaderRule.INTERVAL, "Session-Expires", "Min-SE");
    put(HeaderRule.MEDIA_TYPES, "Accept");
    put(HeaderRule.RACK, "RAck");
    put(HeaderRule.PRODUCTS, "User-Agent", "Server");
    put(HeaderRule.CREDENTIALS, "Authorization", "Proxy-Authorization");
    put(HeaderRule.ANY, "Subject");
    put(HeaderRule.JAIN, "Accept-Encoding", "Accept-Language", "Alert-Info", "Authentication-Info");
    put(HeaderRule.JAIN, "Call-Info", "Content-Encoding", "Content-Language", "Date", "Error-Info");
    put(
        HeaderRule.JAIN,
        "In-Reply-To",
        "Join",
        "MIME-Version",
        "Organization",
        "P-Access-Network-Info");
    put(HeaderRule.JAIN, "P-Asserted-Service", "P-Associated-URI", "P-Called-Party-ID");
    put(
        HeaderRule.JAIN,
        "P-Charging-Function-Addresses",
        "P-Charging-Vector",
        "P-Media-Authorization");
    put(
        HeaderRule.JAIN,
        "P-Preferred-Service",
        "P-Profile-Key",
        "P-Served-User",
        "P-User-Database");
    put(
        HeaderRule.JAIN,
        "P-Visited-Network-ID",
        "Path",
        "Priority",
        "Proxy-Authenticate",
        "Proxy-Require");
    put(HeaderRule.JAIN, "Refer-To", "References", "Referred-By", "Replaces", "Reply-To");
    put(HeaderRule.JAIN, "SIP-ETag", "SIP-If-Match", "Security-Client", "Security-Server");
    put(HeaderRule.JAIN, "Security-Verify", "Service-Route", "Subscription-State", "Timestamp");
    put(HeaderRule.JAIN, "WWW-Authenticate", "Warning");
  }

  private static void put(HeaderRule rule, String... names) {
    for (String name : names) {
      int at = hash(name, 0, name.length());
      while (TABLE[at] != null) {
        at = next(at);
      }
      TABLE[at] = new KnownHeader(name, rule);
    }
  }

  /** The field whose name stands there, in whatever case; null if it isn't known. */
  static @Nullable KnownHeader of(String text, int from, int to) {
    for (int at = hash(text, from, to); ; at = next(at)) {
      KnownHeader known = TABLE[at];
      boolean isIt =
          known == null
              || (known.name.length() == to - from
                  && text.regionMatches(true, from, known.name, 0, to - from));
      if (isIt) {
        return known;
      }
    }
  }

  private static int next(int at) {
    return (at + 1) & (TABLE.length - 1);
  }

  private static int hash(String text, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + (text.charAt(i) | ' '); // letters in lower case
    }
    return (hash ^ (hash >>> 9)) & (TABLE.length - 1);
  }
}
