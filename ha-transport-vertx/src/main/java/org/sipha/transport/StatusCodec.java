package org.sipha.transport;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.SyncReport;
import org.sipha.core.link.PeerMessage.NodeBlocker;
import org.sipha.core.node.CommandResult;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.role.Role;
import org.sipha.core.sync.SyncState;
import org.sipha.transport.wire.Wire;

/** What nodes say about themselves: status, blockers, results. */
final class StatusCodec {
  private static final EnumNames<Role, Wire.Role> ROLES =
      new EnumNames<>(Role.class, Wire.Role.class, "ROLE_");
  private static final EnumNames<BlockerCode, Wire.Blocker.Code> CODES =
      new EnumNames<>(BlockerCode.class, Wire.Blocker.Code.class, "CODE_");
  private static final EnumNames<SyncState, Wire.SyncReport.State> SYNC_STATES =
      new EnumNames<>(SyncState.class, Wire.SyncReport.State.class, "STATE_");
  private static final EnumNames<CommandResult.Outcome, Wire.SwitchoverAnswer.Outcome> OUTCOMES =
      new EnumNames<>(CommandResult.Outcome.class, Wire.SwitchoverAnswer.Outcome.class, "OUTCOME_");

  private StatusCodec() {}

  static Wire.PeerStatus status(PeerStatus status) {
    Wire.PeerStatus.Builder wire =
        Wire.PeerStatus.newBuilder()
            .setRole(ROLES.toWire(status.role()))
            .setEpoch(status.epoch())
            .setHighestEpoch(status.highestEpoch())
            .setCalls(status.calls())
            .setRegistrations(status.registrations())
            .setStarting(status.starting())
            .setStopping(status.stopping())
            .setBusy(status.busy())
            .setReadyForSwitchover(status.readyForSwitchover())
            .setReadyForUpgrade(status.readyForUpgrade())
            .setRecalling(status.recalling());
    status.blockers().forEach(blocker -> wire.addBlockers(blocker(blocker)));
    SyncReport sync = status.sync();
    if (sync != null) {
      wire.setSync(
          Wire.SyncReport.newBuilder()
              .setState(SYNC_STATES.toWire(sync.state()))
              .setMissing(sync.missing())
              .setSynchronizedCalls(sync.synchronizedCalls())
              .setUnsynchronized(sync.unsynchronized())
              .setUnsynchronizedRegistrations(sync.unsynchronizedRegistrations())
              .setLimitInForce(sync.limitInForce())
              .setSecondsLeft(sync.secondsLeft()));
    }
    return wire.build();
  }

  static PeerStatus status(Wire.PeerStatus status) {
    Wire.SyncReport sync = status.getSync();
    return new PeerStatus(
        ROLES.toCore(status.getRole()),
        Bounds.epoch(status.getEpoch()),
        Bounds.epoch(status.getHighestEpoch()),
        Bounds.count(status.getCalls()),
        Bounds.count(status.getRegistrations()),
        status.getStarting(),
        status.getStopping(),
        status.getBusy(),
        status.getReadyForSwitchover(),
        status.getReadyForUpgrade(),
        Bounds.list(status.getBlockersList()).stream()
            .map(StatusCodec::blocker)
            .flatMap(Optional::stream)
            .toList(),
        status.hasSync()
            ? new SyncReport(
                SYNC_STATES.toCore(sync.getState()),
                Bounds.count(sync.getMissing()),
                Bounds.count(sync.getSynchronizedCalls()),
                Bounds.count(sync.getUnsynchronized()),
                Bounds.count(sync.getUnsynchronizedRegistrations()),
                Bounds.count(sync.getLimitInForce()),
                sync.getSecondsLeft())
            : null,
        status.getRecalling());
  }

  static Wire.SwitchoverAnswer.Builder result(CommandResult result) {
    Wire.SwitchoverAnswer.Builder wire =
        Wire.SwitchoverAnswer.newBuilder()
            .setOutcome(OUTCOMES.toWire(result.outcome()))
            .setText(result.text());
    if (result.primary() != null) {
      wire.setPrimary(result.primary());
    }
    for (NodeBlocker at : result.blockers()) {
      wire.addBlockers(
          Wire.NodeBlocker.newBuilder().setNode(at.node()).setBlocker(blocker(at.blocker())));
    }
    return wire;
  }

  static CommandResult result(Wire.SwitchoverAnswer answer) {
    List<NodeBlocker> blockers =
        Bounds.list(answer.getBlockersList()).stream()
            .flatMap(
                at ->
                    blocker(at.getBlocker())
                        .map(blocker -> new NodeBlocker(at.getNode(), blocker))
                        .stream())
            .toList();
    return new CommandResult(
        // To be told something that one doesn't understand is to be left in doubt.
        Objects.requireNonNullElse(
            OUTCOMES.toCoreIfKnown(answer.getOutcome()), CommandResult.Outcome.UNKNOWN),
        answer.getText(),
        answer.hasPrimary() ? answer.getPrimary() : null,
        blockers);
  }

  private static Wire.Blocker blocker(Blocker blocker) {
    return Wire.Blocker.newBuilder()
        .setCode(CODES.toWire(blocker.code()))
        .setText(blocker.text())
        .build();
  }

  /**
   * Empty for a code that this version doesn't know: the Hello of a newer node must not be refused
   * because it has one more reason for its 0. The verdict beside it counts.
   */
  private static Optional<Blocker> blocker(Wire.Blocker blocker) {
    return Optional.ofNullable(CODES.toCoreIfKnown(blocker.getCode()))
        .map(code -> new Blocker(code, blocker.getText()));
  }
}
