package org.sipha.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.BadMessage;
import org.sipha.sip.message.JainSipCodec;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipCodec;
import org.sipha.sip.message.SipMessage;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;

/** A user agent that does what a test says, and remembers the dialog that it is in. */
final class Telephone {
  final String number;
  final SipAddress address;
  private final SipAddress server;
  private final BiConsumer<byte[], SipAddress> network;
  private final SipCodec codec = new JainSipCodec();
  private final Deque<SipMessage> inbox = new ArrayDeque<>();
  private final String localTag;

  /** One of the dialogs that it is in. */
  record Line(
      String callId, String remoteTag, String remoteTarget, String localUri, String remoteUri) {}

  private String callId = "";
  private String remoteTag = "";
  private String remoteTarget = "";
  private String localUri = "";
  private String remoteUri = "";
  private String lastInviteBranch = "";
  private String lastInviteUri = "";
  private String lastInviteTag = "";
  private long cseq = 100;
  private long inviteCSeq;
  private static int branches;
  String extraHeaders = "";
  int maxForwards = 70;
  private byte[] lastSent = new byte[0];

  /** What the server sees as the sender; a connection has a port of its own. */
  SipAddress source;

  Telephone(
      String number,
      SipAddress address,
      SipAddress server,
      BiConsumer<byte[], SipAddress> network) {
    this.number = number;
    this.address = address;
    this.source = address;
    this.server = server;
    this.network = network;
    this.localTag = "tag-" + number;
  }

  void deliver(byte[] message) {
    try {
      inbox.add(codec.decode(message, server));
    } catch (BadMessage e) {
      throw new AssertionError("the server sent " + new String(message, UTF_8), e);
    }
  }

  // ---- sending

  /** Where it speaks from, from now on. */
  Telephone at(SipAddress newSource) {
    source = newSource;
    return this;
  }

  void invite(String called) {
    invite(called, "v=0 " + number + "\r\n");
  }

  void invite(String called, String sdp) {
    callId = number + "-" + branches + "@test";
    remoteTag = "";
    localUri = "<sip:" + number + "@" + address.hostPort() + ">";
    remoteUri = "<sip:" + called + "@" + server.hostPort() + ">";
    remoteTarget = "sip:" + called + "@" + server.hostPort();
    request("INVITE", sdp);
  }

  /** The dialog that it is in now. */
  Line line() {
    return new Line(callId, remoteTag, remoteTarget, localUri, remoteUri);
  }

  /** Goes back to another dialog. */
  void use(Line line) {
    callId = line.callId;
    remoteTag = line.remoteTag;
    remoteTarget = line.remoteTarget;
    localUri = line.localUri;
    remoteUri = line.remoteUri;
  }

  void reInvite(String sdp) {
    request("INVITE", sdp);
  }

  void bye() {
    request("BYE", "");
  }

  void request(String method, String body) {
    cseq++;
    String branch = "z9hG4bK-" + number + "-" + branches++;
    if (method.equals("INVITE")) {
      inviteCSeq = cseq;
      lastInviteBranch = branch;
      lastInviteUri = remoteTarget;
      lastInviteTag = remoteTag;
    }
    send(method, remoteTarget, branch, cseq, remoteTag, body);
  }

  void cancel() {
    send("CANCEL", lastInviteUri, lastInviteBranch, inviteCSeq, lastInviteTag, "");
  }

  /** CSeq number of the INVITE that was sent last. */
  long inviteCSeq() {
    return inviteCSeq;
  }

  void ack() {
    ack("");
  }

  void ack(String sdp) {
    send("ACK", remoteTarget, "z9hG4bK-ack-" + branches++, inviteCSeq, remoteTag, sdp);
  }

  /** The ACK to a failure: the INVITE's branch. */
  void ackFailure(SipResponse failure) {
    String tag = Objects.requireNonNull(failure.head().toTag());
    send("ACK", lastInviteUri, lastInviteBranch, inviteCSeq, tag, "");
  }

  private void send(
      String method, String uri, String branch, long number2, String toTag, String body) {
    String text =
        method
            + " "
            + uri
            + " SIP/2.0\r\n"
            + "Via: SIP/2.0/"
            + address.transport().toUpperCase(Locale.ROOT)
            + " "
            + address.hostPort()
            + ";rport;branch="
            + branch
            + "\r\n"
            + "Max-Forwards: "
            + maxForwards
            + "\r\n"
            + "From: "
            + localUri
            + ";tag="
            + localTag
            + "\r\n"
            + "To: "
            + remoteUri
            + (toTag.isEmpty() ? "" : ";tag=" + toTag)
            + "\r\n"
            + "Call-ID: "
            + callId
            + "\r\n"
            + "CSeq: "
            + number2
            + " "
            + method
            + "\r\n"
            + contact()
            + extraHeaders
            + (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n")
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    raw(text);
  }

  private String contact() {
    String parameter = address.isReliable() ? ";transport=" + address.transport() : "";
    return "Contact: <sip:" + number + "@" + address.hostPort() + parameter + ">\r\n";
  }

  void raw(String text) {
    lastSent = text.getBytes(UTF_8);
    sendAgain();
  }

  void sendAgain() {
    network.accept(lastSent, source);
  }

  void answer(SipRequest request, int status) {
    answer(request, status, "");
  }

  void answer(SipRequest request, int status, String sdp) {
    answer(request, status, sdp, localTag);
  }

  void answer(SipRequest request, int status, String sdp, String tag) {
    answer(request, status, sdp, tag, contact());
  }

  /** Names another place as its own, as behind an address translation. */
  void answerFrom(String uri, SipRequest request, int status, String sdp) {
    answer(request, status, sdp, localTag, "Contact: <" + uri + ">\r\n");
  }

  private void answer(SipRequest request, int status, String sdp, String tag, String contact) {
    StringBuilder text = new StringBuilder("SIP/2.0 " + status + " Answer " + status + "\r\n");
    request.head().vias().forEach(via -> text.append("Via: ").append(via).append("\r\n"));
    String to = request.head().to();
    boolean tagged = request.head().toTag() != null || status == 100;
    text.append("From: ").append(request.head().from()).append("\r\n");
    text.append("To: ").append(tagged ? to : to + ";tag=" + tag).append("\r\n");
    text.append("Call-ID: ").append(request.head().callId()).append("\r\n");
    text.append("CSeq: ").append(request.head().cseq()).append(' ').append(request.method());
    text.append("\r\n").append(contact);
    text.append(extraHeaders);
    text.append(sdp.isEmpty() ? "" : "Content-Type: application/sdp\r\n");
    text.append("Content-Length: ").append(sdp.length()).append("\r\n\r\n").append(sdp);
    raw(text.toString());
  }

  // ---- receiving

  SipRequest expectRequest(String method) {
    SipMessage next = next(method);
    assertThat(next).as(number + " expects " + method).isInstanceOf(SipRequest.class);
    SipRequest request = (SipRequest) next;
    assertThat(request.method()).isEqualTo(method);
    if (method.equals("INVITE") && request.head().toTag() == null) {
      callee(request);
    }
    return request;
  }

  private void callee(SipRequest invite) {
    callId = invite.head().callId();
    remoteTag = Objects.requireNonNull(invite.head().fromTag());
    remoteTarget = Objects.requireNonNull(invite.head().contact());
    remoteUri = invite.head().from().replace(";tag=" + remoteTag, "");
    localUri = invite.head().to();
  }

  SipResponse expectResponse(int status) {
    SipMessage next = next(String.valueOf(status));
    assertThat(next).as(number + " expects " + status).isInstanceOf(SipResponse.class);
    SipResponse response = (SipResponse) next;
    assertThat(response.status()).as(response.summary()).isEqualTo(status);
    if (response.head().toTag() != null && response.head().callId().equals(callId)) {
      String tag = response.head().toTag();
      if (response.head().method().equals("INVITE") && status < 300) {
        remoteTag = Objects.requireNonNull(tag);
        remoteTarget = Objects.requireNonNull(response.head().contact());
      }
    }
    return response;
  }

  private SipMessage next(String wanted) {
    @Nullable SipMessage next = inbox.poll();
    assertThat(next).as(number + " expects " + wanted + " and got nothing").isNotNull();
    return Objects.requireNonNull(next);
  }

  void expectNothing() {
    assertThat(inbox.stream().map(SipMessage::summary)).as(number + " expects nothing").isEmpty();
  }

  int waiting() {
    return inbox.size();
  }

  void clear() {
    inbox.clear();
  }
}
