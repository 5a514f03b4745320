package org.sipha.sip.b2bua;

import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.transaction.ClientListener;
import org.sipha.sip.transaction.ServerTransaction;

/**
 * A request within a call that isn't an INVITE, on its way to the other party: INFO (RFC 6086),
 * UPDATE (RFC 3311).
 */
final class RequestRelay implements ClientListener {
  private static final String UPDATE = "UPDATE";

  private final Agent agent;
  private final LiveCall call;
  private final Dialog sender;
  private final SipRequest request;
  private final ServerTransaction transaction;

  private RequestRelay(
      Agent agent,
      LiveCall call,
      Dialog sender,
      SipRequest request,
      ServerTransaction transaction) {
    this.agent = agent;
    this.call = call;
    this.sender = sender;
    this.request = request;
    this.transaction = transaction;
  }

  static void relay(
      Agent agent,
      LiveCall call,
      Dialog sender,
      SipRequest request,
      ServerTransaction transaction) {
    RequestRelay relay = new RequestRelay(agent, call, sender, request, transaction);
    call.began();
    agent
        .layer()
        .send(
            call.other(sender)
                .request(
                    request.method(),
                    agent.local(),
                    RelayedHeaders.with(request, call.other(sender).contact(agent.local())),
                    request.body()),
            relay);
    agent.calls().usedCSeq(call);
  }

  @Override
  public void response(SipResponse response) {
    if (response.isProvisional()) {
      return;
    }
    call.finished();
    if (response.isSuccess() && request.is(UPDATE) && !call.isEnded()) {
      sender.refreshedBy(request);
      call.other(sender).refreshedBy(response);
      agent.calls().changed(call);
    }
    transaction.respond(
        new OutgoingResponse(
            request.head(),
            response.status(),
            response.reason(),
            null,
            RelayedHeaders.with(response, sender.contact(agent.local())),
            response.body()));
  }

  @Override
  public void failed(int status) {
    call.finished();
    transaction.respond(OutgoingResponse.of(request.head(), status, null));
  }
}
