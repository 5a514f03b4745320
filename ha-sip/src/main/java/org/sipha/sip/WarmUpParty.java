package org.sipha.sip;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.BadMessage;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.DirectSipCodec;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipCodec;
import org.sipha.sip.message.SipMessage;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.transport.SipReceiver;

/** A telephone for the warm-up: answers every call, acknowledges every answer. */
final class WarmUpParty {
  @SuppressWarnings("StringConcatToTextBlock") // lines end with CRLF
  private static final Body SDP =
      Body.sdp(
          "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
              + "m=audio 6000 RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n");

  private final String number;
  private final SipAddress address;
  private final SipAddress server;
  private final SipReceiver network;
  private final SipCodec codec = new DirectSipCodec();
  private int calls;
  private long cseq;
  private String target = "";
  private String remote = "";
  private @Nullable String remoteTag;
  private boolean ended;

  WarmUpParty(String number, int port, SipAddress server, SipReceiver network) {
    this.number = number;
    this.address = new SipAddress(SipAddress.UDP, "127.0.0.1", port);
    this.server = server;
    this.network = network;
  }

  SipAddress address() {
    return address;
  }

  SipUri uri() {
    return new SipUri("sip", number, address.host(), address.port(), "");
  }

  boolean hasEnded() {
    return ended;
  }

  void invite(WarmUpParty other) {
    calls++;
    ended = false;
    remoteTag = null;
    target = "sip:" + other.number + "@" + server.hostPort();
    remote = "<" + target + ">";
    send("INVITE", SDP);
  }

  void hold() {
    send("INVITE", SDP);
  }

  void hangUp() {
    send("BYE", Body.NONE);
  }

  private void send(String method, Body body) {
    boolean isAck = method.equals("ACK");
    if (!isAck) {
      cseq++;
    }
    String branch = "z9hG4bK" + number + "-" + cseq + (isAck ? "-ack" : "");
    OutgoingRequest request =
        new OutgoingRequest(
            method,
            target,
            "SIP/2.0/UDP " + address.hostPort() + ";branch=" + branch + ";rport",
            branch,
            List.of(),
            "<" + uri() + ">;tag=" + number,
            remoteTag == null ? remote : remote + ";tag=" + remoteTag,
            "warm-up-" + calls,
            cseq,
            70,
            List.of(contact()),
            body,
            server);
    network.received(request.encode(), address);
  }

  private Header contact() {
    return new Header("Contact", "<" + uri() + ">");
  }

  void received(byte[] bytes) {
    try {
      SipMessage message = codec.decode(bytes, server);
      if (message instanceof SipRequest request) {
        request(request);
      } else if (message instanceof SipResponse response) {
        response(response);
      }
    } catch (BadMessage e) {
      throw new IllegalStateException("the server sent a bad message", e);
    }
  }

  private void request(SipRequest request) {
    if (request.is("INVITE")) {
      ended = false;
      answer(request, 180, Body.NONE);
      answer(request, 200, SDP);
    } else if (request.is("BYE")) {
      ended = true;
      answer(request, 200, Body.NONE);
    }
  }

  private void answer(SipRequest request, int status, Body body) {
    OutgoingResponse response = OutgoingResponse.of(request.head(), status, number, contact());
    OutgoingResponse complete =
        new OutgoingResponse(
            request.head(), status, response.reason(), number, response.headers(), body);
    network.received(complete.encode(), address);
  }

  private void response(SipResponse response) {
    boolean isInvite = response.head().method().equals("INVITE");
    if (isInvite && response.isSuccess()) {
      remoteTag = response.head().toTag();
      target = Objects.requireNonNull(response.head().contact());
      send("ACK", Body.NONE);
    } else if (response.head().method().equals("BYE")) {
      ended = true;
    }
  }
}
