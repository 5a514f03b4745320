package org.sipha.sip.message;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes a message: start line, headers, length, body. */
final class MessageWriter {
  private static final String CRLF = "\r\n";

  private final StringBuilder head = new StringBuilder(768);

  MessageWriter(String startLine) {
    head.append(startLine).append(CRLF);
  }

  void header(String name, String value) {
    head.append(name).append(": ").append(value).append(CRLF);
  }

  void header(Header header) {
    header(header.name(), header.value());
  }

  byte[] end(Body body) {
    String contentType = body.contentType();
    if (contentType != null && body.length() > 0) {
      header("Content-Type", contentType);
    }
    header("Content-Length", Integer.toString(body.length()));
    head.append(CRLF);
    byte[] headBytes = head.toString().getBytes(UTF_8);
    if (body.length() == 0) {
      return headBytes;
    }
    byte[] message = new byte[headBytes.length + body.length()];
    System.arraycopy(headBytes, 0, message, 0, headBytes.length);
    System.arraycopy(body.bytes(), 0, message, headBytes.length, body.length());
    return message;
  }
}
