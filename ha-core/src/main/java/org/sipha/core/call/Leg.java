package org.sipha.core.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One dialog of a call, as plain values (RFC 3261 12). "Local" is this pair, "remote" the party.
 *
 * @param callId Call-ID of the dialog
 * @param localTag our tag; it carries the id of the call, so that any request within the dialog
 *     finds its call
 * @param remoteTag the party's tag, null until it answered
 * @param localUri From or To of this end without tag, as written in the header
 * @param remoteUri From or To of the party without tag, as written in the header
 * @param remoteTarget URI of the party's Contact: where requests within the dialog go
 * @param routeSet Route header values in the order in which they are sent (RFC 3261 12.1)
 * @param peerAddress {@code transport:host:port} from which the party last spoke, for example
 *     {@code udp:10.0.0.9:6001}
 * @param destination configured place at which the party is: {@code dn:NAME} or {@code trunk:NAME}
 * @param localCSeq last CSeq number that this end has used, 0 if none
 * @param remoteCSeq last CSeq number seen from the party, 0 if none
 * @param sdp last session description the party sent, null before the first
 * @param pendingInvite the initial INVITE while it isn't acknowledged, null afterwards
 * @param unknown what else a newer version has written
 */
public record Leg(
    String callId,
    String localTag,
    @Nullable String remoteTag,
    String localUri,
    String remoteUri,
    String remoteTarget,
    List<String> routeSet,
    String peerAddress,
    String destination,
    long localCSeq,
    long remoteCSeq,
    @Nullable String sdp,
    @Nullable PendingInvite pendingInvite,
    UnknownFields unknown) {
  /** Copies the route set. */
  public Leg {
    routeSet = List.copyOf(routeSet);
  }

  /** A leg of which everything is understood. */
  public Leg(
      String callId,
      String localTag,
      @Nullable String remoteTag,
      String localUri,
      String remoteUri,
      String remoteTarget,
      List<String> routeSet,
      String peerAddress,
      String destination,
      long localCSeq,
      long remoteCSeq,
      @Nullable String sdp,
      @Nullable PendingInvite pendingInvite) {
    this(
        callId,
        localTag,
        remoteTag,
        localUri,
        remoteUri,
        remoteTarget,
        routeSet,
        peerAddress,
        destination,
        localCSeq,
        remoteCSeq,
        sdp,
        pendingInvite,
        UnknownFields.NONE);
  }
}
