package org.sipha.sip.b2bua;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.transaction.ServerTransaction;

/**
 * Reliable provisional answers (RFC 3262), end to end: the callee counts them in RSeq and sends
 * them again until they are acknowledged, so this server keeps no timer for them. Only RAck has to
 * be written anew, since it names the INVITE by its number within each leg.
 */
final class Prack {
  private static final Pattern RACK = Pattern.compile("(\\d{1,10})\\s+(\\d{1,10})\\s+INVITE");

  private static final Pattern RSEQ = Pattern.compile("\\d{1,10}");

  private Prack() {}

  /** Number of a reliable provisional answer, 0 if it isn't one. */
  static long rseq(SipResponse response) {
    return response
        .header("RSeq")
        .filter(text -> RSEQ.matcher(text).matches())
        .map(Long::parseLong)
        .orElse(0L);
  }

  /**
   * Whether the callee says that it has seen a PRACK before: the server that this one has replaced
   * had relayed it, and died before its answer. The caller must not hear that 481, or it would give
   * up the call.
   */
  static boolean isDoneBefore(LiveCall call, SipRequest request, SipResponse response) {
    InviteRelay invite = call.lastRelay;
    return request.is("PRACK")
        && response.status() == 481
        && request.body().length() == 0
        && invite != null
        && invite.isInherited();
  }

  /** Relays a PRACK; one that names no INVITE of its sender gets 481 (RFC 3262 3). */
  static void relay(
      Agent agent,
      LiveCall call,
      Dialog sender,
      SipRequest request,
      ServerTransaction transaction) {
    Optional<String> rack = request.header("RAck");
    Matcher parts = RACK.matcher(rack.orElse(""));
    InviteRelay invite = call.lastRelay;
    if (rack.isEmpty()) {
      transaction.respond(OutgoingResponse.of(request.head(), 400, null));
    } else if (invite == null && request.body().length() == 0) {
      // Its INVITE was answered and acknowledged at the server before this one, so that nobody
      // waits for it any more (RFC 3262 3).
      transaction.respond(OutgoingResponse.of(request.head(), 200, null));
    } else if (invite == null
        || !parts.matches()
        || !invite.isFrom(sender, Long.parseLong(parts.group(2)))) {
      transaction.respond(OutgoingResponse.of(request.head(), 481, null));
    } else {
      long rseq = Long.parseLong(parts.group(1));
      invite.acknowledgedReliably(call.other(sender), rseq);
      RequestRelay.relay(
          agent,
          call,
          sender,
          request,
          transaction,
          new Header("RAck", rseq + " " + invite.inviteCSeq() + " INVITE"));
    }
  }
}
