package org.sipha.sip.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.SipCodec;

/**
 * Cuts the bytes of one connection into messages by their Content-Length (RFC 3261 18.3, 20.14);
 * keeps what has come of the next one. Whether a message is any good is left to the codec: one that
 * isn't costs the others on the connection nothing, as long as its length can be told. One thread.
 */
final class MessageSplitter {
  /** What comes out. */
  interface Sink {
    /** A whole message. */
    void message(byte[] message);

    /** Two empty lines between messages: the other side wants one back (RFC 5626 4.4.1). */
    void ping();
  }

  /** Nothing that follows on the connection means anything. */
  static final class BadStream extends Exception {
    private final int status;
    private final transient byte[] head;

    BadStream(int status, byte[] head, String text) {
      super(text, null, false, false); // hostile streams must stay cheap
      this.status = status;
      this.head = head;
    }

    /** What to answer before closing; null means silence. */
    byte @Nullable [] answer() {
      return SipCodec.refusal(head, status);
    }
  }

  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 513;
  private static final byte[] PING = {'\r', '\n', '\r', '\n'};
  private static final int USUAL_BYTES = 2_048;
  private static final Pattern LENGTH = Pattern.compile("\\d{1,9}");

  private byte[] message = new byte[USUAL_BYTES];
  private int filled;
  private int lineStart;
  private int wholeBytes = UNKNOWN;
  private @Nullable String length;
  private boolean inLengthField;
  private boolean contradicts;
  private int pingBytes;

  private static final int UNKNOWN = -1;

  /** Whether a message has begun and isn't complete. */
  boolean isWithinMessage() {
    return filled > 0;
  }

  /**
   * Gives the sink what these bytes complete.
   *
   * @throws BadStream if the end of a message can't be told, or it is longer than {@link
   *     SipCodec#MAX_MESSAGE_BYTES}
   */
  void split(byte[] bytes, Sink sink) throws BadStream {
    int at = 0;
    while (at < bytes.length) {
      if (wholeBytes != UNKNOWN) {
        int part = Math.min(wholeBytes - filled, bytes.length - at);
        append(bytes, at, part);
        at += part;
      } else if (filled == 0 && (bytes[at] == '\r' || bytes[at] == '\n')) {
        emptyLine(bytes[at++], sink);
      } else {
        pingBytes = 0;
        append(bytes, at, 1);
        if (bytes[at++] == '\n') {
          line();
        }
      }
      if (filled == wholeBytes) {
        sink.message(Arrays.copyOf(message, filled));
        reset();
      }
    }
  }

  /** Empty lines before a message are ignored (RFC 3261 7.5), but for pings. */
  private void emptyLine(byte next, Sink sink) {
    pingBytes = next == PING[pingBytes] ? pingBytes + 1 : next == PING[0] ? 1 : 0;
    if (pingBytes == PING.length) {
      pingBytes = 0;
      sink.ping();
    }
  }

  private void append(byte[] bytes, int at, int count) throws BadStream {
    if (filled + count > SipCodec.MAX_MESSAGE_BYTES) {
      throw bad(TOO_LARGE, "a head of more than " + SipCodec.MAX_MESSAGE_BYTES + " bytes");
    }
    if (filled + count > message.length) {
      int doubled = Math.min(SipCodec.MAX_MESSAGE_BYTES, 2 * message.length);
      message = Arrays.copyOf(message, Math.max(filled + count, doubled));
    }
    System.arraycopy(bytes, at, message, filled, count);
    filled += count;
  }

  /** A line of the head has come to its end. */
  private void line() throws BadStream {
    int end = filled - 1;
    if (end > lineStart && message[end - 1] == '\r') {
      end--;
    }
    if (end == lineStart) {
      headEnds();
    } else {
      if (lineStart > 0) { // the first is the start line
        field(lineStart, end);
      }
      lineStart = filled;
    }
  }

  private void field(int start, int end) {
    boolean folded = message[start] == ' ' || message[start] == '\t';
    if (!folded) {
      inLengthField = false;
      int colon = start;
      while (colon < end && message[colon] != ':') {
        colon++;
      }
      String name = new String(message, start, colon - start, UTF_8).strip();
      if (colon < end && (name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("l"))) {
        inLengthField = true;
        lengthIs(new String(message, colon + 1, end - colon - 1, UTF_8).strip());
      }
    } else if (inLengthField) {
      length = (length + " " + new String(message, start, end - start, UTF_8).strip()).strip();
    }
  }

  private void lengthIs(String value) {
    contradicts |= length != null && !length.equals(value);
    length = value;
  }

  private void headEnds() throws BadStream {
    if (length == null) {
      throw bad(BAD_REQUEST, "a message without Content-Length");
    }
    if (contradicts || !LENGTH.matcher(length).matches()) {
      throw bad(BAD_REQUEST, "a message with an unclear Content-Length");
    }
    int body = Integer.parseInt(length);
    if (body > SipCodec.MAX_MESSAGE_BYTES - filled) {
      throw bad(TOO_LARGE, "a message with a body of " + body + " bytes");
    }
    wholeBytes = filled + body;
  }

  private BadStream bad(int status, String text) {
    return new BadStream(status, Arrays.copyOf(message, filled), text);
  }

  private void reset() {
    filled = 0;
    lineStart = 0;
    wholeBytes = UNKNOWN;
    length = null;
    inLengthField = false;
    contradicts = false;
    if (message.length > USUAL_BYTES) {
      message = new byte[USUAL_BYTES];
    }
  }
}
