package org.sipha.it.agent;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SIP message as it stands on the wire, cut into start line, headers and body. */
record SipMessage(String startLine, List<Header> headers, String body) {
  private static final Pattern TAG = Pattern.compile(";\\s*tag=([^;\\s]+)");
  private static final Pattern BRANCH = Pattern.compile(";\\s*branch=([^;,\\s]+)");
  private static final Pattern URI = Pattern.compile("<([^>]*)>");
  private static final String RESPONSE = "SIP/2.0 ";

  SipMessage {
    headers = List.copyOf(headers);
  }

  record Header(String name, String value) {}

  static SipMessage parse(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IllegalArgumentException("no end of headers: " + text);
    }
    String[] lines = text.substring(0, end).split("\r\n", -1);
    List<Header> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.add(
          new Header(lines[i].substring(0, colon).strip(), lines[i].substring(colon + 1).strip()));
    }
    return new SipMessage(lines[0], headers, text.substring(end + 4));
  }

  boolean isResponse() {
    return startLine.startsWith(RESPONSE);
  }

  int status() {
    return Integer.parseInt(startLine.substring(RESPONSE.length(), RESPONSE.length() + 3));
  }

  /** The method, of a response that of its request. */
  String method() {
    return isResponse() ? cseqParts()[1] : startLine.substring(0, startLine.indexOf(' '));
  }

  long cseq() {
    return Long.parseLong(cseqParts()[0]);
  }

  String callId() {
    return header("Call-ID");
  }

  /** Empty if there is none. */
  String toTag() {
    return first(TAG, header("To"));
  }

  String fromTag() {
    return first(TAG, header("From"));
  }

  String branch() {
    return first(BRANCH, header("Via"));
  }

  String contactUri() {
    String contact = header("Contact");
    String inBrackets = first(URI, contact);
    return inBrackets.isEmpty() ? contact : inBrackets;
  }

  /**
   * The direction of the media in the session description, sendrecv unless it says otherwise (RFC
   * 4566 6).
   */
  String direction() {
    for (String direction : List.of("sendonly", "recvonly", "inactive")) {
      if (body.contains("a=" + direction)) {
        return direction;
      }
    }
    return "sendrecv";
  }

  /** The first header of this name, empty if there is none. */
  String header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst()
        .orElse("");
  }

  List<Header> all(String name) {
    return headers.stream().filter(header -> header.name().equalsIgnoreCase(name)).toList();
  }

  private String[] cseqParts() {
    return header("CSeq").split("\\s+");
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }
}
