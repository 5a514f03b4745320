package org.sipha.sip.b2bua;

import java.util.List;
import org.sipha.core.call.CallId;
import org.sipha.core.call.Leg;
import org.sipha.core.call.PendingInvite;
import org.sipha.sip.message.Head;
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
            new PendingInvite(head.cseq(), head.vias(), head.recordRoutes(), 0)));
  }

  /**
   * The callee's.
   *
   * @param callerUri From without tag
   * @param via ours
   */
  static Dialog callees(LocalEnd local, CallId id, String callerUri, Callee callee, String via) {
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
            new PendingInvite(1, List.of(via), List.of(), 0)));
  }
}
