package org.sipha.it.agent;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.sipha.it.agent.SipMessage.Header;

/** Writes the messages of one user agent. */
final class Wording {
  private static final String END = "\r\n";
  private static final String NAME_LINE = "s=";

  private final String number;
  private final int localPort;
  private final Line line;
  private final Transport transport;

  Wording(String number, int localPort, Line line) {
    this(number, localPort, line, Transport.UDP);
  }

  Wording(String number, int localPort, Line line, Transport transport) {
    this.transport = transport;
    this.number = number;
    this.localPort = localPort;
    this.line = line;
  }

  String ownUri() {
    String parameter = transport.isDatagram() ? "" : ";transport=" + transport.name();
    return "sip:%s@%s:%d%s".formatted(number, line.client(), localPort, parameter);
  }

  /** The service itself, without a number. */
  String serviceUri() {
    return "sip:%s:%d".formatted(line.service(), line.port());
  }

  String serviceUri(String user) {
    return "sip:%s@%s:%d".formatted(user, line.service(), line.port());
  }

  /** A session description that carries the name of the call. */
  String session(String name, long version, String direction) {
    return String.join(
        END,
        "v=0",
        "o=- 1 " + version + " IN IP4 " + line.client(),
        NAME_LINE + name,
        "c=IN IP4 " + line.client(),
        "t=0 0",
        "m=audio 40000 RTP/AVP 0",
        "a=" + direction,
        "");
  }

  /** The name of a call that {@link #session} wrote. */
  static String nameIn(String session) {
    for (String line : session.split(END, -1)) {
      if (line.startsWith(NAME_LINE)) {
        return line.substring(NAME_LINE.length());
      }
    }
    return "";
  }

  String request(Dialog dialog, String method, long cseq, String branch, String body) {
    String toTag = dialog.remoteTag.isEmpty() ? "" : ";tag=" + dialog.remoteTag;
    return withBody(
        String.join(
            END,
            method + " " + dialog.target + " SIP/2.0",
            via(branch),
            "From: <" + dialog.localUri + ">;tag=" + dialog.localTag,
            "To: <" + dialog.remoteUri + ">" + toTag,
            "Call-ID: " + dialog.callId,
            "CSeq: " + cseq + " " + method,
            "Contact: <" + ownUri() + ">",
            "Max-Forwards: 70"),
        body);
  }

  String ackOfFailure(Dialog dialog, long cseq, String branch, SipMessage answer) {
    return withBody(
        String.join(
            END,
            "ACK " + dialog.target + " SIP/2.0",
            via(branch),
            "From: <" + dialog.localUri + ">;tag=" + dialog.localTag,
            "To: " + answer.header("To"),
            "Call-ID: " + dialog.callId,
            "CSeq: " + cseq + " ACK",
            "Max-Forwards: 70"),
        "");
  }

  /**
   * An answer.
   *
   * @param status code and reason
   * @param tag of this side, for the To header if that has none yet
   */
  String answer(SipMessage request, String status, String tag, String body) {
    StringBuilder text = new StringBuilder("SIP/2.0 ").append(status).append(END);
    for (Header via : request.all("Via")) {
      text.append("Via: ").append(via.value()).append(END);
    }
    String to = request.header("To");
    text.append("From: ").append(request.header("From")).append(END);
    text.append("To: ").append(to).append(request.toTag().isEmpty() ? ";tag=" + tag : "");
    text.append(END).append("Call-ID: ").append(request.callId()).append(END);
    text.append("CSeq: ").append(request.header("CSeq")).append(END);
    text.append("Contact: <").append(ownUri()).append('>');
    return withBody(text.toString(), body);
  }

  private String via(String branch) {
    return "Via: SIP/2.0/"
        + transport.name().toUpperCase(Locale.ROOT)
        + " "
        + line.client()
        + ":"
        + localPort
        + ";rport;branch="
        + branch;
  }

  private static String withBody(String head, String body) {
    String type = body.isEmpty() ? "" : "Content-Type: application/sdp" + END;
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return head + END + type + "Content-Length: " + length + END + END + body;
  }
}
