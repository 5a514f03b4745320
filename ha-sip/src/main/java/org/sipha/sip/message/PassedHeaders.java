package org.sipha.sip.message;

/** Header fields that are only passed on, checked because JAIN-SIP checks them. */
final class PassedHeaders {
  private PassedHeaders() {}

  /** Whether the value that the scanner is on surely is well-formed. */
  static boolean isWellFormed(HeaderRule rule, SipScanner value) {
    boolean isRead =
        switch (rule) {
          case ROUTES -> routes(value);
          case IDENTITIES -> identities(value);
          case TOKENS -> tokens(value);
          case PARAMETERS -> value.token() && value.parameters();
          case TOKEN -> value.token();
          case NUMBER -> value.number() > 0;
          case INTERVAL -> value.number() > 0 && value.parameters();
          case MEDIA_TYPES -> mediaTypes(value);
          case RACK -> rack(value);
          case PRODUCTS -> products(value);
          case CREDENTIALS -> credentials(value);
          case ANY -> any(value);
          default -> false;
        };
    return isRead && value.isAtEnd();
  }

  private static boolean routes(SipScanner value) {
    do {
      if (!value.nameAddress() || !value.parameters()) {
        return false;
      }
    } while (value.comma());
    return true;
  }

  private static boolean identities(SipScanner value) {
    do {
      if (!value.nameAddress()) {
        return false;
      }
    } while (value.comma());
    return true;
  }

  private static boolean tokens(SipScanner value) {
    do {
      if (!value.token()) {
        return false;
      }
    } while (value.comma());
    return true;
  }

  private static boolean mediaTypes(SipScanner value) {
    do {
      if (!value.mediaType()) {
        return false;
      }
    } while (value.comma());
    return true;
  }

  private static boolean rack(SipScanner value) {
    return value.number() > 0
        && value.skip(' ')
        && value.number() > 0
        && value.skip(' ')
        && value.token();
  }

  /** Looser than the RFC, as JAIN-SIP is, but for slashes at odd places, which it can't stand. */
  private static boolean products(SipScanner value) {
    if (!value.token()) {
      return false;
    }
    String text = value.text;
    for (; !value.isAtEnd(); value.at++) {
      char c = text.charAt(value.at);
      boolean isOdd =
          c == '/'
              && !(TokenScanner.isToken(text.charAt(value.at - 1))
                  && value.at + 1 < value.end
                  && TokenScanner.isToken(text.charAt(value.at + 1)));
      if (c == '\\' || isOdd) {
        return false;
      }
    }
    return true;
  }

  private static boolean credentials(SipScanner value) {
    if (!value.token() || !value.skip(' ')) {
      return false;
    }
    do {
      if (!value.parameter() || value.valueAt < 0) {
        return false;
      }
    } while (value.comma());
    return true;
  }

  private static boolean any(SipScanner value) {
    value.at = value.end;
    return true;
  }
}
