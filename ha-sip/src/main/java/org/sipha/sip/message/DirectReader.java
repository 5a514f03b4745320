package org.sipha.sip.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one message in one pass, or not at all. */
final class DirectReader {
  private static final String RESPONSE = "SIP/2.0 ";
  private static final String REQUEST_END = " SIP/2.0";

  private final byte[] datagram;
  private final SipAddress source;

  /**
   * A character for each byte, so that positions are the same in both. What isn't ASCII is read
   * again as UTF-8 where it is kept.
   */
  private final String text;

  private final SipScanner scanner;
  private final HeadReader head;
  private final List<Header> headers = new ArrayList<>(20);
  private boolean isAscii;

  private DirectReader(byte[] datagram, SipAddress source) {
    this.datagram = datagram;
    this.source = source;
    text = new String(datagram, ISO_8859_1);
    scanner = new SipScanner(text);
    head = new HeadReader(scanner);
  }

  /** The message; null if it isn't surely well-formed, which doesn't say that it is malformed. */
  static @Nullable SipMessage read(byte[] datagram, SipAddress source) {
    return datagram.length > SipCodec.MAX_MESSAGE_BYTES
        ? null
        : new DirectReader(datagram, source).read();
  }

  private @Nullable SipMessage read() {
    int startEnd = lineEnd(0);
    if (startEnd <= 0 || !isAscii) {
      return null;
    }
    int bodyAt = headers(startEnd + 2);
    Body body = bodyAt < 0 ? null : body(bodyAt);
    if (body == null) {
      return null;
    }
    return text.startsWith(RESPONSE) ? response(startEnd, body) : request(startEnd, body);
  }

  /**
   * Where the line ends: before CR and LF. -1 if it doesn't, if it is too long, or if a control
   * character stands in it.
   */
  private int lineEnd(int from) {
    isAscii = true;
    int last = Math.min(text.length() - 1, from + SipCodec.MAX_HEADER_BYTES);
    for (int i = from; i < last; i++) {
      char c = text.charAt(i);
      if (c < ' ' && c != '\t') {
        return c == '\r' && text.charAt(i + 1) == '\n' ? i : -1;
      }
      isAscii &= c < 0x80;
    }
    return -1;
  }

  /** Reads the header fields, and returns where the body begins; -1 if one can't be read. */
  private int headers(int from) {
    int at = from;
    while (headers.size() <= SipCodec.MAX_HEADERS) {
      int end = lineEnd(at);
      if (end == at) {
        return at + 2;
      }
      if (end < 0 || !header(at, end)) {
        return -1;
      }
      at = end + 2;
    }
    return -1;
  }

  private boolean header(int from, int lineEnd) {
    scanner.at = from;
    scanner.end = lineEnd;
    boolean isField = scanner.token() && scanner.isAt(':'); // a blank would mean a folded line
    int nameEnd = scanner.at;
    scanner.at++;
    scanner.blanks();
    int valueEnd = lineEnd;
    while (valueEnd > scanner.at && TokenScanner.isBlank(text.charAt(valueEnd - 1))) {
      valueEnd--;
    }
    return isField && field(from, nameEnd, valueEnd);
  }

  private boolean field(int nameAt, int nameEnd, int valueEnd) {
    String longForm =
        nameEnd - nameAt == 1 ? HeaderNames.longForm(text.substring(nameAt, nameEnd)) : null;
    KnownHeader known =
        longForm == null
            ? KnownHeader.of(text, nameAt, nameEnd)
            : KnownHeader.of(longForm, 0, longForm.length());
    String name = longForm == null ? spelled(known, nameAt, nameEnd) : longForm;
    String value =
        isAscii
            ? text.substring(scanner.at, valueEnd)
            : new String(datagram, scanner.at, valueEnd - scanner.at, UTF_8).strip();
    headers.add(new Header(name, value));
    scanner.end = valueEnd;
    return head.read(known == null ? HeaderRule.ANY : known.rule(), value);
  }

  private String spelled(@Nullable KnownHeader known, int from, int to) {
    return known != null && text.startsWith(known.name(), from)
        ? known.name()
        : text.substring(from, to);
  }

  private @Nullable Body body(int at) {
    int length = head.contentLength();
    if (length < 0 || length > datagram.length - at) {
      return null;
    }
    return length == 0
        ? Body.NONE
        : new Body(head.contentType(), Arrays.copyOfRange(datagram, at, at + length));
  }

  private @Nullable SipMessage request(int startEnd, Body body) {
    int methodEnd = text.indexOf(' ');
    String method = Methods.of(text, 0, methodEnd);
    if (method == null) {
      return null;
    }
    scanner.at = methodEnd + 1;
    scanner.end = startEnd;
    boolean isRequest = scanner.anyUri() && scanner.skip(REQUEST_END) && scanner.isAtEnd();
    return isRequest ? head.request(method, scanner.uriText(), source, headers, body) : null;
  }

  private @Nullable SipMessage response(int startEnd, Body body) {
    scanner.at = RESPONSE.length();
    scanner.end = startEnd;
    int statusAt = scanner.at;
    int status = scanner.number();
    boolean isStatus = scanner.at == statusAt + 3 && status >= 100 && status < 700;
    if (!isStatus || !(scanner.isAtEnd() || scanner.isAt(' '))) {
      return null;
    }
    return head.response(
        status, text.substring(scanner.at, startEnd).strip(), source, headers, body);
  }
}
