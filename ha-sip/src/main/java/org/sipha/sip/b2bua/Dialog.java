package org.sipha.sip.b2bua;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Leg;
import org.sipha.core.call.PendingInvite;
import org.sipha.core.call.UnknownFields;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipMessage;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;

/**
 * One leg of a call that is being worked on: a dialog with one party (RFC 3261 12). {@link Leg} is
 * the same at rest; see there for the fields.
 */
final class Dialog {
  static final int MAX_FORWARDS = 70;
  private static final String TAG_PARAMETER = ";tag=";
  private static final Pattern TAG =
      Pattern.compile(";\\s*tag\\s*=\\s*[^;,\\s]+", Pattern.CASE_INSENSITIVE);

  final String callId;
  final String localTag;
  final String localUri;
  final String remoteUri;
  final String destination;
  private @Nullable String remoteTag;
  private String remoteTarget;
  private List<String> routeSet;
  private SipAddress peerAddress;
  private long localCSeq;
  private long remoteCSeq;
  private @Nullable String sdp;
  private @Nullable PendingInvite pendingInvite;
  private final UnknownFields unknown;

  private Dialog(Leg leg, String localTag) {
    callId = leg.callId();
    this.localTag = localTag;
    localUri = leg.localUri();
    remoteUri = leg.remoteUri();
    destination = leg.destination();
    remoteTag = leg.remoteTag();
    remoteTarget = leg.remoteTarget();
    routeSet = leg.routeSet();
    peerAddress = SipAddress.parse(leg.peerAddress());
    localCSeq = leg.localCSeq();
    remoteCSeq = leg.remoteCSeq();
    sdp = leg.sdp();
    pendingInvite = leg.pendingInvite();
    unknown = leg.unknown();
  }

  /**
   * Goes on with a leg.
   *
   * @throws IllegalArgumentException if its address can't be read
   */
  static Dialog of(Leg leg) {
    return new Dialog(leg, leg.localTag());
  }

  /**
   * The dialog in which an INVITE of ours was acknowledged, without what was said in it.
   *
   * @param ack as whoever got it reads it, but with the address that it went to as its source
   * @param destination the place that the party is at
   */
  static Dialog ofAck(SipRequest ack, String destination) {
    Head head = ack.head();
    return of(
        new Leg(
            head.callId(),
            Objects.requireNonNull(head.fromTag(), "our tag"),
            head.toTag(),
            withoutTag(head.from()),
            withoutTag(head.to()),
            ack.uri(),
            List.of(),
            ack.source().toString(),
            destination,
            head.cseq(),
            0,
            null,
            null));
  }

  /** One more dialog of the same INVITE (RFC 3261 12.1). */
  Dialog withLocalTag(String tag) {
    return new Dialog(toLeg(), tag);
  }

  Leg toLeg() {
    return new Leg(
        callId,
        localTag,
        remoteTag,
        localUri,
        remoteUri,
        remoteTarget,
        routeSet,
        peerAddress.toString(),
        destination,
        localCSeq,
        remoteCSeq,
        sdp,
        pendingInvite,
        unknown);
  }

  /**
   * From or To without its tag, which is the last one that it looks like: a display name stands
   * before.
   */
  static String withoutTag(String value) {
    Matcher tags = TAG.matcher(value);
    int start = -1;
    int end = -1;
    while (tags.find()) {
      start = tags.start();
      end = tags.end();
    }
    return start < 0 ? value : value.substring(0, start) + value.substring(end);
  }

  // ---- requests of the party

  /** Whether a request belongs to this dialog (RFC 3261 12.2.2). */
  boolean owns(SipRequest request) {
    Head head = request.head();
    return isNamed(head.callId(), head.toTag(), head.fromTag());
  }

  /** Whether this is the dialog's name (RFC 3261 12). */
  boolean isNamed(String id, @Nullable String ourTag, @Nullable String theirTag) {
    return callId.equals(id)
        && localTag.equals(ourTag)
        && remoteTag != null
        && remoteTag.equals(theirTag);
  }

  /**
   * Whether a request comes in order. If so it counts as seen, and the party is where it came from.
   */
  boolean takesInOrder(SipRequest request) {
    if (request.head().cseq() < remoteCSeq) {
      return false;
    }
    remoteCSeq = request.head().cseq();
    peerAddress = request.source();
    return true;
  }

  // ---- what the party tells about itself

  /** The route set that a response makes: its Record-Routes, the last first (RFC 3261 12.1.2). */
  static List<String> routeSet(Head response) {
    List<String> routes = new ArrayList<>(response.recordRoutes());
    Collections.reverse(routes);
    return List.copyOf(routes);
  }

  /** A response with a tag sets the dialog up or confirms it (RFC 3261 12.1.2). */
  void establishedBy(SipResponse response) {
    remoteTag = response.head().toTag();
    routeSet = routeSet(response.head());
    peerAddress = response.source();
    if (pendingInvite != null) {
      pendingInvite = pendingInvite.arrived();
    }
    target(response.head().contact());
    sdp(response.body());
  }

  /**
   * A target refresh, by a request or by its 2xx (RFC 3261 12.2): the route set stays as it was.
   */
  void refreshedBy(SipMessage message) {
    target(message.head().contact());
    sdp(message.body());
  }

  private void target(@Nullable String contact) {
    if (contact != null) {
      remoteTarget = contact;
    }
  }

  /** The session description that the party sent, if there is one in the body. */
  void sdp(Body body) {
    String text = body.sdpText();
    if (text != null) {
      sdp = text;
    }
  }

  Body lastBody() {
    return sdp == null ? Body.NONE : Body.sdp(sdp);
  }

  @Nullable String remoteTag() {
    return remoteTag;
  }

  String remoteTarget() {
    return remoteTarget;
  }

  @Nullable PendingInvite pendingInvite() {
    return pendingInvite;
  }

  /** The party has answered the initial INVITE by a reliable provisional answer (RFC 3262). */
  void answeredReliably(long rseq) {
    if (pendingInvite != null) {
      pendingInvite = pendingInvite.answeredReliably(rseq);
    }
  }

  /** The party has sent an INVITE and won't send it again. */
  void inviting(Head invite) {
    pendingInvite = PendingInvite.received(invite.cseq(), invite.vias(), invite.recordRoutes());
  }

  /** The party has answered an INVITE of ours that changes the session, and waits for the ACK. */
  void owedAck(long cseq) {
    pendingInvite = PendingInvite.owedAck(cseq);
  }

  /** No INVITE is pending any more. */
  void inviteDone() {
    pendingInvite = null;
  }

  long localCSeq() {
    return localCSeq;
  }

  long remoteCSeq() {
    return remoteCSeq;
  }

  /** Leaves room for the numbers that another server may have used and not told. */
  void skipCSeq(long step) {
    localCSeq += step;
  }

  SipAddress peerAddress() {
    return peerAddress;
  }

  /** Our Contact towards the party. */
  Header contact(LocalEnd local) {
    return local.contact(peerAddress, remoteTarget.startsWith("sips:"));
  }

  // ---- requests to the party

  /** A new request within the dialog (RFC 3261 12.2.1.1). */
  OutgoingRequest request(String method, LocalEnd local, List<Header> headers, Body body) {
    localCSeq++;
    return build(method, localCSeq, MAX_FORWARDS, local, headers, body);
  }

  /**
   * A request of the other party on its way to this one, one hop nearer to its end; so one which
   * comes back through other servers ends.
   */
  OutgoingRequest relayed(SipRequest request, LocalEnd local, List<Header> headers) {
    localCSeq++;
    return build(
        request.method(), localCSeq, request.maxForwards() - 1, local, headers, request.body());
  }

  /** The ACK to a 2xx to the INVITE of that number (RFC 3261 13.2.2.4). */
  OutgoingRequest ack(long cseq, LocalEnd local, List<Header> headers, Body body) {
    return build("ACK", cseq, MAX_FORWARDS, local, headers, body);
  }

  private OutgoingRequest build(
      String method, long cseq, int maxForwards, LocalEnd local, List<Header> headers, Body body) {
    String branch = local.newBranch();
    Path path = Path.of(remoteTarget, routeSet);
    SipAddress hop = local.nextHop(path, peerAddress, destination);
    return new OutgoingRequest(
        method,
        path.requestUri(),
        local.via(branch, hop),
        branch,
        path.routes(),
        localUri + TAG_PARAMETER + localTag,
        remoteTag == null ? remoteUri : remoteUri + TAG_PARAMETER + remoteTag,
        callId,
        cseq,
        maxForwards,
        headers,
        body,
        hop);
  }
}
