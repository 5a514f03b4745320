package org.sipha.sip.b2bua;

import java.util.List;
import org.sipha.core.call.CallId;
import org.sipha.core.call.Leg;
import org.sipha.core.call.PendingInvite;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipRequest;

/** Both legs of a new call (RFC 3261 12.1). */
final class NewLegs {
  private NewLegs() {}

  /**
   * The caller's.
   *
   * @param invite has a Contact
   * @param destination the place that the caller is at
   */
  static Dialog callers(LocalEnd local, CallId id, SipRequest invite, String destination) {
    Head head = invite.head();
    String contact = head.contact();
    if (contact == null) {
      throw new IllegalStateException("an INVITE without Contact was admitted");
    }
    return Dialog.of(
        new Leg(
            head.callId(),
            local.newTag(id, CallTag.CALLER),
            head.fromTag(),
            head.to(),
            Dialog.withoutTag(head.from()),
            contact,
            head.recordRoutes(),
            invite.source().toString(),
            destination,
            0,
            head.cseq(),
            invite.body().sdpText(),
            PendingInvite.received(head.cseq(), head.vias(), head.recordRoutes())));
  }

  /**
   * The callee's.
   *
   * @param callerUri From without tag
   * @param via ours
   * @param headers of the INVITE that goes there
   */
  static Dialog callees(
      LocalEnd local,
      CallId id,
      String callerUri,
      Callee callee,
      String via,
      int maxForwards,
      List<Header> headers) {
    return Dialog.of(
        new Leg(
            local.newCallId(id),
            local.newTag(id, CallTag.CALLEE),
            null,
            callerUri,
            "<" + callee.uri() + ">",
            callee.uri(),
            List.of(),
            callee.address().toString(),
            callee.destination(),
            1,
            0,
            null,
            PendingInvite.sent(1, via, maxForwards, lines(headers))));
  }

  private static List<String> lines(List<Header> headers) {
    return headers.stream().map(header -> header.name() + ": " + header.value()).toList();
  }

  /** The headers that were kept with an INVITE that was sent. */
  static List<Header> headers(PendingInvite invite) {
    return invite.headers().stream()
        .map(line -> line.split(": ", 2))
        .map(parts -> new Header(parts[0], parts.length > 1 ? parts[1] : ""))
        .toList();
  }
}
