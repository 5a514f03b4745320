package org.sipha.dist.demo;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;

/** One telephone's end of a call (RFC 3261 12). One thread. */
final class DemoDialog {
  private static final int MAX_FORWARDS = 70;

  private final DemoPhone phone;
  private final String callId;
  private final String local;
  private String remote;
  private String target;
  private long cseq;

  private DemoDialog(DemoPhone phone, String callId, String local, String remote, String target) {
    this.phone = phone;
    this.callId = callId;
    this.local = local;
    this.remote = remote;
    this.target = target;
  }

  /** The caller's end of a call that is about to be set up. */
  static DemoDialog calling(DemoPhone phone, String number) {
    String to = "sip:" + number + "@" + phone.server().hostPort();
    return new DemoDialog(
        phone,
        UUID.randomUUID().toString(),
        "<" + phone.uri() + ">;tag=" + newTag(),
        "<" + to + ">",
        to);
  }

  /** The callee's end of a call that came, answered with that tag. */
  static DemoDialog called(DemoPhone phone, SipRequest invite, String tag) {
    String contact = invite.head().contact();
    return new DemoDialog(
        phone,
        invite.head().callId(),
        invite.head().to() + ";tag=" + tag,
        invite.head().from(),
        contact == null ? invite.uri() : contact);
  }

  static String newTag() {
    return Long.toHexString(UUID.randomUUID().getLeastSignificantBits());
  }

  String callId() {
    return callId;
  }

  /**
   * Sends INVITE, within the dialog or to set it up; a 2xx is acknowledged and its target taken.
   */
  void invite(String sdp, Consumer<Optional<SipResponse>> onFinal) {
    OutgoingRequest invite = next("INVITE", Body.sdp(sdp));
    phone.send(
        invite,
        answer -> {
          answer.filter(SipResponse::isSuccess).ifPresent(ok -> accepted(ok, invite.cseq()));
          onFinal.accept(answer);
        });
  }

  private void accepted(SipResponse ok, long inviteCSeq) {
    remote = ok.head().to();
    String contact = ok.head().contact();
    if (contact != null) {
      target = contact;
    }
    phone.acknowledge(request("ACK", inviteCSeq, Body.NONE));
  }

  /** Sends BYE. */
  void bye(Consumer<Optional<SipResponse>> onFinal) {
    phone.send(next("BYE", Body.NONE), onFinal);
  }

  private OutgoingRequest next(String method, Body body) {
    cseq++;
    return request(method, cseq, body);
  }

  private OutgoingRequest request(String method, long number, Body body) {
    DemoPhone.Branch branch = phone.newBranch();
    return new OutgoingRequest(
        method,
        target,
        branch.via(),
        branch.name(),
        List.of(),
        local,
        remote,
        callId,
        number,
        MAX_FORWARDS,
        List.of(new Header("Contact", phone.contact())),
        body,
        phone.server());
  }
}
