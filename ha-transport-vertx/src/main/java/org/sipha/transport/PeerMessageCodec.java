package org.sipha.transport;

import static org.sipha.transport.KindTable.row;

import java.util.List;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallId;
import org.sipha.core.call.Version;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.AgreePrimary;
import org.sipha.core.link.PeerMessage.Buckets;
import org.sipha.core.link.PeerMessage.CallChange;
import org.sipha.core.link.PeerMessage.CallEnd;
import org.sipha.core.link.PeerMessage.CarryOver;
import org.sipha.core.link.PeerMessage.CarryOverRequest;
import org.sipha.core.link.PeerMessage.ClaimPrimary;
import org.sipha.core.link.PeerMessage.DigestRequest;
import org.sipha.core.link.PeerMessage.Digests;
import org.sipha.core.link.PeerMessage.HandOver;
import org.sipha.core.link.PeerMessage.HandOverConfirmed;
import org.sipha.core.link.PeerMessage.HandOverRefused;
import org.sipha.core.link.PeerMessage.HandOverVoid;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;
import org.sipha.core.link.PeerMessage.MissingCalls;
import org.sipha.core.link.PeerMessage.NothingToCarry;
import org.sipha.core.link.PeerMessage.RegistrationChange;
import org.sipha.core.link.PeerMessage.RegistrationsTold;
import org.sipha.core.link.PeerMessage.RightReleased;
import org.sipha.core.link.PeerMessage.SettingsConfigured;
import org.sipha.core.link.PeerMessage.SwitchoverAnswer;
import org.sipha.core.link.PeerMessage.SwitchoverRequest;
import org.sipha.core.link.PeerMessage.SyncCall;
import org.sipha.transport.wire.Wire;
import org.sipha.transport.wire.Wire.Data.MessageCase;

/** What the two cores say to each other, as members of {@code message Data}. */
final class PeerMessageCodec {
  private final CallRecordCodec records;
  private final KindTable<PeerMessage, Wire.Data.Builder, Wire.Data, MessageCase> kinds;

  PeerMessageCodec(CallCodec calls) {
    this.records = new CallRecordCodec(calls);
    this.kinds =
        new KindTable<>(
            List.of(
                row(
                    CallChange.class,
                    MessageCase.CALL_CHANGE,
                    (message, to) -> to.setCallChange(records.record(message.call())),
                    from -> new CallChange(CallRecordCodec.record(from.getCallChange()))),
                row(
                    SyncCall.class,
                    MessageCase.SYNC_CALL,
                    (message, to) -> to.setSyncCall(records.record(message.call())),
                    from -> new SyncCall(CallRecordCodec.record(from.getSyncCall()))),
                row(
                    CarryOver.class,
                    MessageCase.CARRY_OVER,
                    (message, to) -> to.setCarryOver(records.record(message.call())),
                    from -> new CarryOver(CallRecordCodec.record(from.getCarryOver()))),
                row(
                    CallEnd.class,
                    MessageCase.CALL_END,
                    (message, to) -> to.setCallEnd(held(message.id(), message.version())),
                    from -> {
                      Held ended = held(from.getCallEnd());
                      return new CallEnd(ended.id(), ended.version());
                    }),
                row(
                    InventoryRequest.class,
                    MessageCase.INVENTORY_REQUEST,
                    (message, to) ->
                        to.getInventoryRequestBuilder()
                            .setInventory(message.inventory())
                            .setBuckets(buckets(message.buckets())),
                    from ->
                        new InventoryRequest(
                            from.getInventoryRequest().getInventory(),
                            buckets(from.getInventoryRequest().getBuckets()))),
                row(
                    DigestRequest.class,
                    MessageCase.DIGEST_REQUEST,
                    (message, to) ->
                        to.getDigestRequestBuilder()
                            .setInventory(message.inventory())
                            .setLeafBits(message.leafBits())
                            .setBuckets(buckets(message.buckets())),
                    from ->
                        new DigestRequest(
                            from.getDigestRequest().getInventory(),
                            from.getDigestRequest().getLeafBits(),
                            buckets(from.getDigestRequest().getBuckets()))),
                row(
                    Digests.class,
                    MessageCase.DIGESTS,
                    (message, to) ->
                        to.getDigestsBuilder()
                            .setInventory(message.inventory())
                            .setBuckets(buckets(message.buckets()))
                            .addAllBelow(message.below()),
                    from ->
                        new Digests(
                            from.getDigests().getInventory(),
                            buckets(from.getDigests().getBuckets()),
                            Bounds.list(from.getDigests().getBelowList()))),
                row(
                    InventoryPart.class,
                    MessageCase.INVENTORY_PART,
                    (message, to) -> to.setInventoryPart(inventoryPart(message)),
                    from -> inventoryPart(from.getInventoryPart())),
                row(
                    MissingCalls.class,
                    MessageCase.MISSING_CALLS,
                    (message, to) -> to.setMissingCalls(ids(message.ids())),
                    from -> new MissingCalls(ids(from.getMissingCalls()))),
                row(
                    CarryOverRequest.class,
                    MessageCase.CARRY_OVER_REQUEST,
                    (message, to) -> to.setCarryOverRequest(ids(message.ids())),
                    from -> new CarryOverRequest(ids(from.getCarryOverRequest()))),
                row(
                    NothingToCarry.class,
                    MessageCase.NOTHING_TO_CARRY,
                    (message, to) -> to.setNothingToCarry(message.id().value()),
                    from -> new NothingToCarry(new CallId(from.getNothingToCarry()))),
                row(
                    HandOver.class,
                    MessageCase.HAND_OVER,
                    (message, to) ->
                        to.getHandOverBuilder()
                            .setEpoch(message.epoch())
                            .setForced(message.forced()),
                    from ->
                        new HandOver(
                            Bounds.epoch(from.getHandOver().getEpoch()),
                            from.getHandOver().getForced())),
                row(
                    HandOverConfirmed.class,
                    MessageCase.HAND_OVER_CONFIRMED,
                    (message, to) -> to.setHandOverConfirmed(message.epoch()),
                    from -> new HandOverConfirmed(Bounds.epoch(from.getHandOverConfirmed()))),
                row(
                    HandOverRefused.class,
                    MessageCase.HAND_OVER_REFUSED,
                    (message, to) ->
                        to.getHandOverRefusedBuilder()
                            .setEpoch(message.epoch())
                            .setText(message.text()),
                    from ->
                        new HandOverRefused(
                            Bounds.epoch(from.getHandOverRefused().getEpoch()),
                            from.getHandOverRefused().getText())),
                row(
                    HandOverVoid.class,
                    MessageCase.HAND_OVER_VOID,
                    (message, to) -> to.setHandOverVoid(message.epoch()),
                    from -> new HandOverVoid(Bounds.epoch(from.getHandOverVoid()))),
                row(
                    RightReleased.class,
                    MessageCase.RIGHT_RELEASED,
                    (message, to) -> to.setRightReleased(message.epoch()),
                    from -> new RightReleased(Bounds.epoch(from.getRightReleased()))),
                row(
                    SwitchoverRequest.class,
                    MessageCase.SWITCHOVER_REQUEST,
                    (message, to) ->
                        to.getSwitchoverRequestBuilder()
                            .setRequest(message.request())
                            .setForce(message.force()),
                    from ->
                        new SwitchoverRequest(
                            from.getSwitchoverRequest().getRequest(),
                            from.getSwitchoverRequest().getForce())),
                row(
                    SwitchoverAnswer.class,
                    MessageCase.SWITCHOVER_ANSWER,
                    (message, to) ->
                        to.setSwitchoverAnswer(
                            StatusCodec.result(message.result()).setRequest(message.request())),
                    from ->
                        new SwitchoverAnswer(
                            from.getSwitchoverAnswer().getRequest(),
                            StatusCodec.result(from.getSwitchoverAnswer()))),
                row(
                    ClaimPrimary.class,
                    MessageCase.CLAIM_PRIMARY,
                    (message, to) -> to.setClaimPrimary(message.claim()),
                    from -> new ClaimPrimary(from.getClaimPrimary())),
                row(
                    AgreePrimary.class,
                    MessageCase.AGREE_PRIMARY,
                    (message, to) -> to.setAgreePrimary(message.claim()),
                    from -> new AgreePrimary(from.getAgreePrimary())),
                row(
                    RegistrationChange.class,
                    MessageCase.REGISTRATION_CHANGE,
                    (message, to) ->
                        to.setRegistrationChange(RegistrationCodec.record(message.copy())),
                    from ->
                        new RegistrationChange(
                            RegistrationCodec.record(from.getRegistrationChange()))),
                row(
                    RegistrationsTold.class,
                    MessageCase.REGISTRATIONS_TOLD,
                    (message, to) -> to.setRegistrationsTold(true),
                    from -> new RegistrationsTold()),
                row(
                    SettingsConfigured.class,
                    MessageCase.SETTINGS_CONFIGURED,
                    (message, to) ->
                        to.setSettingsConfigured(
                            Wire.SettingsConfigured.newBuilder().putAllHashes(message.hashes())),
                    from -> new SettingsConfigured(from.getSettingsConfigured().getHashesMap()))));
  }

  void write(PeerMessage message, Wire.Data.Builder to) {
    kinds.write(message, to);
  }

  /**
   * The message in a data frame.
   *
   * @throws IllegalArgumentException if it makes no sense
   */
  PeerMessage read(Wire.Data from) {
    return kinds.read(from.getMessageCase(), from);
  }

  KindTable<PeerMessage, Wire.Data.Builder, Wire.Data, MessageCase> kinds() {
    return kinds;
  }

  private static Wire.Buckets buckets(Buckets buckets) {
    return Wire.Buckets.newBuilder()
        .setBits(buckets.bits())
        .addAllNumbers(buckets.numbers())
        .build();
  }

  private static Buckets buckets(Wire.Buckets buckets) {
    return new Buckets(buckets.getBits(), Bounds.list(buckets.getNumbersList()));
  }

  private static Wire.InventoryPart inventoryPart(InventoryPart part) {
    Wire.InventoryPart.Builder wire =
        Wire.InventoryPart.newBuilder().setInventory(part.inventory()).setLast(part.last());
    part.calls().forEach(call -> wire.addCalls(held(call.id(), call.version())));
    part.endedByParty().forEach(call -> wire.addEndedByParty(held(call.id(), call.version())));
    return wire.build();
  }

  private static InventoryPart inventoryPart(Wire.InventoryPart part) {
    return new InventoryPart(
        part.getInventory(),
        Bounds.list(part.getCallsList()).stream().map(PeerMessageCodec::held).toList(),
        Bounds.list(part.getEndedByPartyList()).stream().map(PeerMessageCodec::held).toList(),
        part.getLast());
  }

  private static Wire.Held held(CallId id, Version version) {
    return Wire.Held.newBuilder().setId(id.value()).setVersion(version(version)).build();
  }

  private static Held held(Wire.Held held) {
    return new Held(new CallId(held.getId()), version(held.getVersion()));
  }

  static Wire.Version version(Version version) {
    return Wire.Version.newBuilder()
        .setEpoch(version.epoch())
        .setCounter(version.counter())
        .setWriter(version.writer())
        .build();
  }

  static Version version(Wire.Version version) {
    return new Version(
        Bounds.epoch(version.getEpoch()),
        Bounds.counter(version.getCounter()),
        Bounds.serverId(version.getWriter()));
  }

  private static Wire.CallIds ids(List<CallId> ids) {
    Wire.CallIds.Builder wire = Wire.CallIds.newBuilder();
    ids.forEach(id -> wire.addIds(id.value()));
    return wire.build();
  }

  private static List<CallId> ids(Wire.CallIds ids) {
    return Bounds.list(ids.getIdsList()).stream().map(CallId::new).toList();
  }
}
