package org.sipha.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallState;
import org.sipha.core.call.Leg;
import org.sipha.core.call.PendingInvite;
import org.sipha.core.call.UnknownFields;
import org.sipha.transport.wire.Wire;

/**
 * Calls as Protocol Buffers ({@code message Call} of {@code ha.proto}). Stateless and thread-safe.
 *
 * <p>A call that a newer version wrote keeps its fields: as long as a node only holds it, because
 * it stays encoded; and when a node works on it, because fields that this version doesn't know are
 * carried along, those of the call and of its legs. What a newer version might add to an INVITE
 * that isn't acknowledged yet isn't: that is over before anybody can miss it.
 */
public final class ProtobufCallCodec implements CallCodec {
  static final EnumNames<CallState, Wire.CallState> STATES =
      new EnumNames<>(CallState.class, Wire.CallState.class, "CALL_STATE_");

  @Override
  public byte[] encode(Call call) {
    Wire.Leg.Builder a =
        leg(call.a()).setLocalUri(call.a().localUri()).setRemoteUri(call.a().remoteUri());
    Wire.Leg.Builder b = leg(call.b());
    if (!call.b().localUri().equals(call.a().remoteUri())) {
      b.setLocalUri(call.b().localUri());
    }
    if (!call.b().remoteUri().equals(call.a().localUri())) {
      b.setRemoteUri(call.b().remoteUri());
    }
    return Wire.Call.newBuilder()
        .setId(call.id().value())
        .setState(STATES.toWire(call.state()))
        .setMultisite(call.multisite())
        .setStartedAtMillis(call.startedAtMillis())
        .setFrom(call.from())
        .setTo(call.to())
        .setA(a)
        .setB(b)
        .setAnsweredAtMillis(call.answeredAtMillis())
        .addAllServers(call.servers())
        .setEndsAtMillis(call.endsAtMillis())
        .setSessionExpiresAtMillis(call.sessionExpiresAtMillis())
        .setUnknownFields(fields(call.unknown()))
        .build()
        .toByteArray();
  }

  @Override
  public Call decode(byte[] bytes) {
    Wire.Call call;
    try {
      call = Wire.Call.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not an encoded call: " + e.getMessage(), e);
    }
    Wire.Leg a = call.getA();
    Wire.Leg b = call.getB();
    return new Call(
        new CallId(call.getId()),
        STATES.toCore(call.getState()),
        call.getMultisite(),
        call.getStartedAtMillis(),
        call.getFrom(),
        call.getTo(),
        leg(a, a.getLocalUri(), a.getRemoteUri()),
        leg(
            b,
            b.hasLocalUri() ? b.getLocalUri() : a.getRemoteUri(),
            b.hasRemoteUri() ? b.getRemoteUri() : a.getLocalUri()),
        call.getAnsweredAtMillis(),
        call.getServersList(),
        call.getEndsAtMillis(),
        call.getSessionExpiresAtMillis(),
        unknown(call.getUnknownFields()));
  }

  private static UnknownFields unknown(UnknownFieldSet fields) {
    return fields.getSerializedSize() == 0
        ? UnknownFields.NONE
        : new UnknownFields(fields.toByteArray());
  }

  private static UnknownFieldSet fields(UnknownFields unknown) {
    if (unknown.bytes().length == 0) {
      return UnknownFieldSet.getDefaultInstance();
    }
    try {
      return UnknownFieldSet.parseFrom(unknown.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("unknown fields were changed since they were decoded", e);
    }
  }

  private static Wire.Leg.Builder leg(Leg leg) {
    Wire.Leg.Builder wire =
        Wire.Leg.newBuilder()
            .setCallId(leg.callId())
            .setLocalTag(leg.localTag())
            .setRemoteTarget(leg.remoteTarget())
            .addAllRouteSet(leg.routeSet())
            .setPeerAddress(leg.peerAddress())
            .setDestination(leg.destination())
            .setLocalCseq(leg.localCSeq())
            .setRemoteCseq(leg.remoteCSeq())
            .setUnknownFields(fields(leg.unknown()));
    if (leg.remoteTag() != null) {
      wire.setRemoteTag(leg.remoteTag());
    }
    if (leg.sdp() != null) {
      wire.setSdp(leg.sdp());
    }
    PendingInvite pending = leg.pendingInvite();
    if (pending != null) {
      wire.setPendingInvite(
          Wire.PendingInvite.newBuilder()
              .setCseq(pending.cseq())
              .addAllVias(pending.vias())
              .addAllRecordRoutes(pending.recordRoutes())
              .setRseq((int) pending.rseq())
              .setMaxForwards(pending.maxForwards())
              .addAllHeaders(pending.headers()));
    }
    return wire;
  }

  private static Leg leg(Wire.Leg leg, String localUri, String remoteUri) {
    Wire.PendingInvite pending = leg.getPendingInvite();
    return new Leg(
        leg.getCallId(),
        leg.getLocalTag(),
        leg.hasRemoteTag() ? leg.getRemoteTag() : null,
        localUri,
        remoteUri,
        leg.getRemoteTarget(),
        leg.getRouteSetList(),
        leg.getPeerAddress(),
        leg.getDestination(),
        leg.getLocalCseq(),
        leg.getRemoteCseq(),
        leg.hasSdp() ? leg.getSdp() : null,
        leg.hasPendingInvite()
            ? new PendingInvite(
                pending.getCseq(),
                pending.getViasList(),
                pending.getRecordRoutesList(),
                Integer.toUnsignedLong(pending.getRseq()),
                pending.getMaxForwards(),
                pending.getHeadersList())
            : null,
        unknown(leg.getUnknownFields()));
  }
}
