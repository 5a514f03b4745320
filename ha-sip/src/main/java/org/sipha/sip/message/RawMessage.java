package org.sipha.sip.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message cut into start line, header fields and body, with the limits of {@link SipCodec}
 * applied before any parser sees it: some lists cost a parser more than their length.
 */
final class RawMessage {
  private static final Set<String> ONCE =
      Set.of("from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type");

  private static final String MAX_FORWARDS = "Max-Forwards";
  private static final int DEFAULT_MAX_FORWARDS = 70;

  final String startLine;
  final List<Header> headers;
  final int bodyOffset;

  private RawMessage(String startLine, List<Header> headers, int bodyOffset) {
    this.startLine = startLine;
    this.headers = headers;
    this.bodyOffset = bodyOffset;
  }

  static RawMessage of(byte[] message) throws BadMessage {
    if (message.length > SipCodec.MAX_MESSAGE_BYTES) {
      throw new BadMessage("message of " + message.length + " bytes", null);
    }
    List<String> lines = new ArrayList<>(24);
    int bodyOffset = lines(message, lines);
    if (lines.isEmpty()) {
      throw new BadMessage("no start line", null);
    }
    List<Header> headers = new ArrayList<>(lines.size());
    RawMessage raw = new RawMessage(lines.get(0), headers, bodyOffset);
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).strip();
      if (name.isEmpty()) {
        throw new BadMessage("not a header field", null);
      }
      headers.add(new Header(HeaderNames.longForm(name), line.substring(colon + 1).strip()));
    }
    return raw;
  }

  /** Cuts the head into lines, joins folded ones, and returns where the body begins. */
  private static int lines(byte[] message, List<String> lines) throws BadMessage {
    int at = 0;
    while (at < message.length && (message[at] == '\r' || message[at] == '\n')) {
      at++; // RFC 3261 7.5: empty lines before the start line are ignored
    }
    while (at < message.length) {
      int end = at;
      while (end < message.length && message[end] != '\n') {
        end++;
      }
      int next = Math.min(end + 1, message.length);
      int length = end - at;
      if (length > 0 && message[end - 1] == '\r') {
        length--;
      }
      if (length == 0) {
        return next;
      }
      addLine(new String(message, at, length, UTF_8), lines);
      at = next;
    }
    return message.length;
  }

  private static void addLine(String line, List<String> lines) throws BadMessage {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      // A bare CR that we pass on could become a line break, and so a header, at a careless
      // receiver. Other control characters may stand quoted (RFC 3261 25.1, quoted-pair).
      boolean isQuoted = i > 0 && line.charAt(i - 1) == '\\' && c != '\r';
      if (c < ' ' && c != '\t' && !isQuoted) {
        throw new BadMessage("control character in the head", null);
      }
    }
    boolean folded = line.charAt(0) == ' ' || line.charAt(0) == '\t';
    String whole = line;
    if (folded) {
      if (lines.size() < 2) {
        throw new BadMessage("continuation of nothing", null);
      }
      whole = lines.remove(lines.size() - 1) + " " + line.strip();
    }
    if (whole.length() > SipCodec.MAX_HEADER_BYTES) {
      throw new BadMessage("header field longer than " + SipCodec.MAX_HEADER_BYTES, null);
    }
    if (lines.size() > SipCodec.MAX_HEADERS) {
      throw new BadMessage("more than " + SipCodec.MAX_HEADERS + " header fields", null);
    }
    lines.add(whole);
  }

  /** Name of a header field that may stand once and stands twice, null if there is none. */
  @Nullable String repeated() {
    Set<String> seen = new HashSet<>();
    for (Header header : headers) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (ONCE.contains(name) && !seen.add(name)) {
        return header.name();
      }
    }
    return null;
  }

  /** Value of a header field, null if it is missing. */
  @Nullable String value(String name) {
    for (Header header : headers) {
      if (header.is(name)) {
        return header.value();
      }
    }
    return null;
  }

  /**
   * Value of a header field that the parser has seen, exactly as the sender wrote it: answers have
   * to repeat it.
   */
  String required(String name) {
    String value = value(name);
    if (value == null) {
      throw new IllegalStateException(name + " was parsed and isn't there");
    }
    return value;
  }

  List<String> values(String name) {
    List<String> values = new ArrayList<>(2);
    for (Header header : headers) {
      if (header.is(name)) {
        values.add(header.value());
      }
    }
    return values;
  }

  /**
   * The head as one block for a parser: unfolded, with long names, ended by an empty line. A
   * request without Max-Forwards gets one: RFC 3261 16.3 lets it pass, the parser's check doesn't.
   * Fields that the parser doesn't know are left out: it would take them whatever they are, and
   * keep each name that it sees for ever, so that made-up names would fill the memory.
   */
  byte[] headBytes(boolean isRequest) {
    StringBuilder head = new StringBuilder(bodyOffset + 32).append(startLine).append("\r\n");
    for (Header header : headers) {
      if (isKnown(header.name())) {
        head.append(header.name()).append(": ").append(header.value()).append("\r\n");
      }
    }
    if (isRequest && value(MAX_FORWARDS) == null) {
      head.append(MAX_FORWARDS).append(": ").append(DEFAULT_MAX_FORWARDS).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(UTF_8);
  }

  private static boolean isKnown(String name) {
    return KnownHeader.of(name, 0, name.length()) != null;
  }

  /** Whether there is a field whose name has a NUL in it, which no parser takes for a name. */
  boolean hasNul() {
    return headers.stream().anyMatch(header -> header.name().indexOf('\0') >= 0);
  }

  /**
   * Body of a datagram (RFC 3261 18.3): as long as Content-Length says; what is beyond is ignored;
   * null if cut off.
   */
  byte @Nullable [] body(byte[] message, int contentLength) {
    int there = message.length - bodyOffset;
    if (contentLength > there) {
      return null;
    }
    int length = contentLength < 0 ? there : contentLength;
    return Arrays.copyOfRange(message, bodyOffset, bodyOffset + length);
  }

  /**
   * The answer to a bad request: with what it names itself by (RFC 3261 8.2.6), also if that isn't
   * all (RFC 4475 3.3.1). Null for a response and an ACK, which never are answered, and for what
   * doesn't say which way it came.
   */
  byte @Nullable [] refusal(int status) {
    List<String> vias = values("Via");
    String cseq = value("CSeq");
    boolean isAck = startLine.startsWith("ACK ") || (cseq != null && cseq.strip().endsWith(" ACK"));
    if (startLine.startsWith("SIP/") || isAck || vias.isEmpty()) {
      return null;
    }
    MessageWriter out = new MessageWriter("SIP/2.0 " + status + " " + ReasonPhrases.of(status));
    vias.forEach(via -> out.header("Via", via));
    for (String name : List.of("From", "To", "Call-ID", "CSeq")) {
      String value = value(name);
      if (value != null) {
        boolean needsTag = name.equals("To") && !value.contains("tag=");
        out.header(
            name, needsTag ? value + ";tag=" + Integer.toHexString(value.hashCode()) : value);
      }
    }
    return out.end(Body.NONE);
  }
}
