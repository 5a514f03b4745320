package org.sipha.sip.message;

import org.jspecify.annotations.Nullable;

/**
 * Steps through a text by the grammar of RFC 3261 section 25.1 without making objects. It knows
 * less than the grammar allows: what it takes is well-formed and stands in the form in which
 * JAIN-SIP would write it, so that the text itself is the result. A method that steps over
 * something says whether it was there; after a {@code false} the position means nothing.
 */
final class SipScanner {
  /** More parameters than this are left to JAIN-SIP: each is compared with those before it. */
  static final int MAX_PARAMETERS = 16;

  private static final int TOKEN = 1;
  private static final int USER = 2;
  private static final int BARE_USER = 4;
  private static final int URI_PARAMETER = 8;
  private static final int HOST = 16;
  private static final int ADDRESS = 32;
  private static final int TELEPHONE = 64;
  private static final byte[] CLASSES = classes();

  /** What is read; characters beyond {@link #end} don't count. */
  final String text;

  /** Next character. */
  int at;

  /** Where the text ends. */
  int end;

  /** The URI that was read last: without user {@code userAt} is -1, without port it is -1. */
  int uriAt;

  int userAt;
  int userEnd;
  int hostAt;
  int hostEnd;
  int port;
  int parametersAt;
  int uriEnd;

  /** The parameter that was read last: without value {@code valueAt} is -1. */
  int nameAt;

  int nameEnd;
  int valueAt;
  int valueEnd;

  SipScanner(String text) {
    this.text = text;
    this.end = text.length();
  }

  private static byte[] classes() {
    byte[] classes = new byte[128];
    for (char c = '0'; c <= 'z'; c++) {
      if (c <= '9' || (c >= 'A' && c <= 'Z') || c >= 'a') {
        mark(classes, String.valueOf(c), TOKEN | USER | BARE_USER | URI_PARAMETER | HOST);
      }
    }
    mark(classes, "-.!%*_+`'~", TOKEN);
    mark(classes, "-_.!~*'()", USER | BARE_USER | URI_PARAMETER);
    mark(classes, "&=+$/", USER | BARE_USER);
    mark(classes, ",;?", USER); // needs angle brackets in a header (RFC 3261 20)
    mark(classes, "[]/:&+$", URI_PARAMETER);
    mark(classes, "-.", HOST);
    mark(classes, "0123456789abcdefABCDEF:.", ADDRESS);
    mark(classes, "0123456789-.()", TELEPHONE);
    return classes;
  }

  private static void mark(byte[] classes, String characters, int bits) {
    for (int i = 0; i < characters.length(); i++) {
      classes[characters.charAt(i)] |= (byte) bits;
    }
  }

  boolean isAtEnd() {
    return at >= end;
  }

  boolean isAt(char c) {
    return at < end && text.charAt(at) == c;
  }

  boolean isAt(String start) {
    return text.startsWith(start, at) && at + start.length() <= end;
  }

  boolean skip(char c) {
    if (isAt(c)) {
      at++;
      return true;
    }
    return false;
  }

  boolean skip(String start) {
    if (isAt(start)) {
      at += start.length();
      return true;
    }
    return false;
  }

  /** Spaces and tabs, if there are any. */
  void blanks() {
    while (at < end && isBlank(text.charAt(at))) {
      at++;
    }
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private boolean run(int bits) {
    int start = at;
    while (at < end && is(text.charAt(at), bits)) {
      at++;
    }
    return at > start;
  }

  private static boolean is(char c, int bits) {
    return c < CLASSES.length && (CLASSES[c] & bits) != 0;
  }

  static boolean isToken(char c) {
    return is(c, TOKEN);
  }

  boolean token() {
    return run(TOKEN);
  }

  /** A number of at most ten digits that fits into an int; -1 if there is none. */
  int number() {
    int start = at;
    long number = 0;
    while (at < end && at - start < 11 && isDigit(text.charAt(at))) {
      number = number * 10 + (text.charAt(at) - '0');
      at++;
    }
    return at == start || number > Integer.MAX_VALUE ? -1 : (int) number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** A string between quotation marks. */
  boolean quoted() {
    if (!skip('"')) {
      return false;
    }
    while (at < end) {
      char c = text.charAt(at);
      at += c == '\\' ? 2 : 1;
      if (c == '"') {
        return true;
      }
    }
    return false;
  }

  /** A sip or sips URI without a password and without headers, or a tel URI without parameters. */
  boolean uri() {
    if (!isAt("tel:")) {
      return sipUri();
    }
    uriAt = at;
    at += 4;
    skip('+');
    boolean isNumber = run(TELEPHONE);
    uriEnd = at;
    return isNumber;
  }

  /** A sip or sips URI without a password and without headers. */
  boolean sipUri() {
    return hierarchy(USER) && uriParameters();
  }

  /** The same where it stands without angle brackets, so that parameters aren't its own. */
  boolean bareUri() {
    boolean isUri = hierarchy(BARE_USER);
    parametersAt = at;
    uriEnd = at;
    return isUri;
  }

  private boolean hierarchy(int userBits) {
    uriAt = at;
    if (!skip("sip:") && !skip("sips:")) {
      return false;
    }
    int start = at;
    userAt = -1;
    userEnd = -1;
    if (runWithEscapes(userBits) && isAt('@')) {
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
    return c != ':' && c != '.' && is(c, ADDRESS);
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
    return isShort && port > 0 && port <= 65_535;
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

  /** Whether a parameter between {@code from} and the last one has the name of that. */
  boolean isRepeated(int from) {
    int length = nameEnd - nameAt;
    for (int i = from; i + 1 + length < nameAt; i++) {
      if (text.charAt(i) == ';' && text.regionMatches(true, i + 1, text, nameAt, length)) {
        char next = text.charAt(i + 1 + length);
        if (next == ';' || next == '=') {
          return true;
        }
      }
    }
    return false;
  }

  /** A semicolon with blanks around it. */
  boolean semicolon() {
    return separator(';');
  }

  /** A comma with blanks around it. */
  boolean comma() {
    return separator(',');
  }

  private boolean separator(char c) {
    blanks();
    boolean isThere = skip(c);
    blanks();
    return isThere;
  }

  /** What stands behind a semicolon: a name, or a name with a token or a quoted string. */
  boolean parameter() {
    nameAt = at;
    boolean isName = token();
    nameEnd = at;
    valueAt = -1;
    if (!isName || !skip('=')) {
      return isName;
    }
    valueAt = at;
    boolean isValue = isAt('"') ? quoted() : token();
    valueEnd = at;
    return isValue;
  }

  /** Any number of parameters, each behind its semicolon. */
  boolean parameters() {
    while (semicolon()) {
      if (!parameter()) {
        return false;
      }
    }
    return true;
  }

  /** Whether the last parameter has that name; names of parameters ignore case. */
  boolean isName(String name) {
    return nameEnd - nameAt == name.length()
        && text.regionMatches(true, nameAt, name, 0, name.length());
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
    return skip('<') && uri() && skip('>');
  }

  /** The same without display name, and with parameters that aren't quoted and stand close. */
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

  /** Whether the value of the last parameter is quoted. */
  boolean isQuoted() {
    return valueAt >= 0 && text.charAt(valueAt) == '"';
  }

  /** The value of the last parameter; null if it has none, or a quoted one. */
  @Nullable String value() {
    return valueAt < 0 || isQuoted() ? null : text.substring(valueAt, valueEnd);
  }

  /** The URI that was read last. */
  String uriText() {
    return text.substring(uriAt, uriEnd);
  }

  /** Whether that is a sip or sips URI. */
  boolean isSipUri() {
    return text.charAt(uriAt) == 's';
  }

  /** Type and subtype. */
  boolean mediaType() {
    return token() && skip('/') && token();
  }

  /** Visible characters up to the end. */
  boolean word() {
    int start = at;
    while (at < end && text.charAt(at) > ' ' && text.charAt(at) < 0x7f) {
      at++;
    }
    return at > start && at == end;
  }
}
