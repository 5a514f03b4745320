package org.sipha.sip.message;

import org.jspecify.annotations.Nullable;

/**
 * Steps through a text by the tokens of RFC 3261 section 25.1 without making objects. A method that
 * steps over something says whether it was there; after a {@code false} the position means nothing.
 */
class TokenScanner {
  static final int TOKEN = 1;
  static final int USER = 2;
  static final int BARE_USER = 4;
  static final int URI_PARAMETER = 8;
  static final int HOST = 16;
  static final int ADDRESS = 32;
  static final int TELEPHONE = 64;

  /** For each ASCII character a bit for every class that it is in. */
  private static final byte[] CLASSES = classes();

  private static final int MAX_DIGITS = 10;

  /** What is read; characters beyond {@link #end} don't count. */
  final String text;

  /** Next character. */
  int at;

  /** Where the text ends. */
  int end;

  /** The parameter that was read last: without value {@code valueAt} is -1. */
  int nameAt;

  int nameEnd;
  int valueAt;
  int valueEnd;

  TokenScanner(String text) {
    this.text = text;
    this.end = text.length();
  }

  private static byte[] classes() {
    byte[] classes = new byte[128];
    mark(classes, "0123456789", TOKEN | USER | BARE_USER | URI_PARAMETER | HOST);
    mark(classes, "abcdefghijklmnopqrstuvwxyz", TOKEN | USER | BARE_USER | URI_PARAMETER | HOST);
    mark(classes, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", TOKEN | USER | BARE_USER | URI_PARAMETER | HOST);
    mark(classes, "-.!%*_+`'~", TOKEN);
    mark(classes, "-_.!~*'()", USER | BARE_USER | URI_PARAMETER);
    mark(classes, "&=+$/", USER | BARE_USER);
    mark(classes, ",;?", USER); // need angle brackets in a header field (RFC 3261 20)
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

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  static boolean isToken(char c) {
    return is(c, TOKEN);
  }

  static boolean is(char c, int bits) {
    return c < CLASSES.length && (CLASSES[c] & bits) != 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
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

  /** One or more characters of these classes. */
  boolean run(int bits) {
    int start = at;
    while (at < end && is(text.charAt(at), bits)) {
      at++;
    }
    return at > start;
  }

  boolean token() {
    return run(TOKEN);
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

  /** A number that fits into an int, of at most ten digits; -1 if there is none. */
  int number() {
    int start = at;
    long number = 0;
    while (at < end && at - start <= MAX_DIGITS && isDigit(text.charAt(at))) {
      number = number * 10 + (text.charAt(at) - '0');
      at++;
    }
    return at == start || number > Integer.MAX_VALUE ? -1 : (int) number;
  }

  /** A string between quotation marks, without control characters. */
  boolean quoted() {
    if (!skip('"')) {
      return false;
    }
    while (at < end) {
      char c = text.charAt(at++);
      if (c == '"') {
        return true;
      }
      char quoted = c == '\\' && at < end ? text.charAt(at++) : c;
      if (quoted < ' ') {
        return false;
      }
    }
    return false;
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

  /** Whether the value of the last parameter is quoted. */
  boolean isQuoted() {
    return valueAt >= 0 && text.charAt(valueAt) == '"';
  }

  /** The value of the last parameter; null if it has none, or a quoted one. */
  @Nullable String value() {
    return valueAt < 0 || isQuoted() ? null : text.substring(valueAt, valueEnd);
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
}
