package org.sipha.sip.b2bua;

import java.util.List;
import java.util.regex.Pattern;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.transaction.ClientListener;
import org.sipha.sip.transaction.ServerTransaction;

/**
 * A request within a call that isn't an INVITE or a BYE, on its way to the other party: INFO (RFC
 * 6086), UPDATE (RFC 3311), PRACK (RFC 3262), REFER (RFC 3515) and the NOTIFYs about it, MESSAGE
 * (RFC 3428).
 *
 * <p>Offers that cross, or come too early, are the parties' business: each of them sees both, and
 * answers 491 or 500 (RFC 3311 5.2).
 */
final class RequestRelay implements ClientListener {
  private static final String UPDATE = "UPDATE";
  private static final Pattern REFER_WITH_ID =
      Pattern.compile("refer\\s*;.*", Pattern.CASE_INSENSITIVE);

  private final Agent agent;
  private final LiveCall call;
  private final Dialog sender;
  private final Dialog receiver;
  private final SipRequest request;
  private final ServerTransaction transaction;
  private final SessionTimer session;

  private RequestRelay(
      Agent agent,
      LiveCall call,
      Dialog sender,
      SipRequest request,
      ServerTransaction transaction) {
    this.agent = agent;
    this.call = call;
    this.sender = sender;
    this.receiver = call.other(sender);
    this.request = request;
    this.transaction = transaction;
    this.session =
        request.is(UPDATE) ? SessionTimer.of(request, agent.callTimers()) : SessionTimer.UNKNOWN;
  }

  /**
   * Relays a request whose method this server allows.
   *
   * @param more headers beside those that are relayed
   */
  static void relay(
      Agent agent,
      LiveCall call,
      Dialog sender,
      SipRequest request,
      ServerTransaction transaction,
      Header... more) {
    new RequestRelay(agent, call, sender, request, transaction).start(more);
  }

  private void start(Header... more) {
    List<Header> headers = RelayedHeaders.with(request, receiver.contact(agent.local()));
    headers.addAll(session.asked());
    headers.addAll(List.of(more));
    headers.replaceAll(RequestRelay::withoutEventId);
    call.began();
    agent.layer().send(receiver.relayed(request, agent.local(), headers), this);
    agent.calls().usedCSeq(call);
  }

  /**
   * The id of a REFER's event is the CSeq number of the REFER (RFC 3515 2.4.6), which is another
   * one on each leg. Without it the party takes a NOTIFY for that of its only REFER.
   */
  private static Header withoutEventId(Header header) {
    boolean isOfRefer = header.is("Event") && REFER_WITH_ID.matcher(header.value()).matches();
    return isOfRefer ? new Header(header.name(), "refer") : header;
  }

  @Override
  public void response(SipResponse response) {
    if (response.isProvisional()) {
      return;
    }
    call.finished();
    if (Prack.isDoneBefore(call, request, response)) {
      transaction.respond(OutgoingResponse.of(request.head(), 200, null));
      return;
    }
    if (response.isChallenge()) {
      transaction.respond(OutgoingResponse.of(request.head(), 403, null));
      return;
    }
    List<Header> headers = RelayedHeaders.with(response, sender.contact(agent.local()));
    if (response.isSuccess() && !call.isEnded()) {
      agreed(response, headers);
    }
    transaction.respond(
        new OutgoingResponse(
            request.head(), response.status(), response.reason(), null, headers, response.body()));
  }

  /** What the parties have agreed upon; only an UPDATE is a target refresh. */
  private void agreed(SipResponse response, List<Header> headers) {
    if (request.is(UPDATE)) {
      headers.addAll(session.agreed(response));
      call.sessionExpiresAt(session.expiresAtMillis(response, agent.calls().epochMillis()));
      sender.refreshedBy(request);
      receiver.refreshedBy(response);
      agent.calls().changed(call);
    } else if (request.is("PRACK") && request.body().sdpText() != null) {
      sender.sdp(request.body());
      receiver.sdp(response.body());
      agent.calls().changed(call);
    }
  }

  @Override
  public void failed(int status) {
    call.finished();
    transaction.respond(OutgoingResponse.of(request.head(), status, null));
  }
}
