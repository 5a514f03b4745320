package org.sipha.sip.message;

/**
 * Steps through URIs and addresses by the grammar of RFC 3261 section 25.1. It knows less than that
 * allows: what it steps over is well-formed, and JAIN-SIP would write it as it stands, so that the
 * text itself is the result.
 */
final class SipScanner extends TokenScanner {
  /** More parameters than this are left to JAIN-SIP: each is compared with those before it. */
  static final int MAX_PARAMETERS = 16;

  private static final int MAX_PORT = 65_535;

  /** Host and port that were read last; without port that is -1. */
  int hostAt;

  int hostEnd;
  int port;

  /** The URI that was read last; without user {@code userAt} is -1. */
  private int uriAt;

  private int userAt;
  private int userEnd;
  private int parametersAt;
  private int uriEnd;

  SipScanner(String text) {
    super(text);
  }

  /** A sip or sips URI without password and headers, or a tel URI without parameters. */
  boolean anyUri() {
    if (!isAt("tel:")) {
      return sipUri();
    }
    uriAt = at;
    at += "tel:".length();
    skip('+');
    boolean isNumber = run(TELEPHONE);
    uriEnd = at;
    return isNumber;
  }

  /** A sip or sips URI without password and headers. */
  boolean sipUri() {
    return hierarchy(USER) && uriParameters();
  }

  /** The same without angle brackets, so that parameters aren't its own. */
  boolean bareUri() {
    boolean isUri = hierarchy(BARE_USER);
    parametersAt = at;
    uriEnd = at;
    return isUri;
  }

  private boolean hierarchy(int userClass) {
    uriAt = at;
    if (!skip("sip:") && !skip("sips:")) {
      return false;
    }
    int start = at;
    userAt = -1;
    if (runWithEscapes(userClass) && isAt('@')) {
      userAt = start;
      userEnd = at;
      at++;
    } else {
      at = start;
    }
    return hostPort();
  }

  private boolean runWithEscapes(int bits) {
    int start = at;
    while (at < end && (is(text.charAt(at), bits) || isEscape())) {
      at += text.charAt(at) == '%' ? 3 : 1;
    }
    return at > start;
  }

  private boolean isEscape() {
    return at + 2 < end
        && text.charAt(at) == '%'
        && isHex(text.charAt(at + 1))
        && isHex(text.charAt(at + 2));
  }

  private static boolean isHex(char c) {
    return is(c, ADDRESS) && c != ':' && c != '.';
  }

  /** A host with or without port. */
  boolean hostPort() {
    hostAt = at;
    port = -1;
    boolean isHost = skip('[') ? run(ADDRESS) && skip(']') : run(HOST);
    hostEnd = at;
    if (!isHost || !skip(':')) {
      return isHost;
    }
    boolean isShort = !isAt('0');
    port = number();
    return isShort && port > 0 && port <= MAX_PORT;
  }

  /** An address as the parameter {@code received} of a Via has it. */
  boolean received() {
    boolean isBracketed = skip('[');
    return run(ADDRESS | HOST) && (!isBracketed || skip(']'));
  }

  private boolean uriParameters() {
    parametersAt = at;
    for (int count = 0; skip(';'); count++) {
      nameAt = at;
      boolean isName = count < MAX_PARAMETERS && runWithEscapes(URI_PARAMETER);
      nameEnd = at;
      if (!isName || isRepeated(parametersAt)) {
        return false;
      }
      if (skip('=') && !runWithEscapes(URI_PARAMETER)) {
        return false;
      }
    }
    uriEnd = at;
    return true;
  }

  /** A URI in angle brackets with a display name before it, or without. */
  boolean nameAddress() {
    if (isAt('"')) {
      if (!quoted()) {
        return false;
      }
      blanks();
    } else {
      while (token()) {
        blanks();
      }
    }
    return skip('<') && anyUri() && skip('>');
  }

  /** From or To without its parameters. */
  boolean party() {
    return startsUri() ? bareUri() : nameAddress();
  }

  /**
   * A Contact with a sip or sips URI, without its parameters. Without angle brackets it must be the
   * only one: JAIN-SIP could see the comma within a user.
   */
  boolean contact(boolean isFirst) {
    if (startsUri()) {
      int comma = text.indexOf(',', at);
      return isFirst && (comma < 0 || comma >= end) && bareUri();
    }
    return !isAt('*') && nameAddress() && text.charAt(uriAt) == 's';
  }

  private boolean startsUri() {
    return isAt("sip:") || isAt("sips:");
  }

  /** A URI in angle brackets with parameters that aren't quoted, without blanks. */
  boolean route() {
    if (!skip('<') || !sipUri() || !skip('>')) {
      return false;
    }
    int from = at;
    for (int count = 0; skip(';'); count++) {
      boolean isPlain = count < MAX_PARAMETERS && parameter() && !isQuoted() && !isRepeated(from);
      if (!isPlain) {
        return false;
      }
    }
    return true;
  }

  /** The URI that was read last. */
  String uriText() {
    return text.substring(uriAt, uriEnd);
  }

  /** The sip or sips URI that was read last. */
  SipUri uri() {
    return new SipUri(
        text.charAt(uriAt + 3) == 's' ? "sips" : "sip",
        userAt < 0 ? null : text.substring(userAt, userEnd),
        text.substring(hostAt, hostEnd),
        port,
        text.substring(parametersAt, uriEnd));
  }
}
