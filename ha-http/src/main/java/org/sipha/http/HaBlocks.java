package org.sipha.http;

import static org.sipha.http.Block.Statistic.flag;
import static org.sipha.http.Block.Statistic.number;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.Synchronization;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.sync.SyncState;
import org.sipha.http.Block.Statistic;

/** The two blocks of this system's own, numbers only like all others (SPEC 7). */
final class HaBlocks {
  private static final int UNKNOWN = -1;

  private HaBlocks() {}

  static Block synchronization(Snapshot s) {
    NodeView view = s.view();
    Synchronization sync = view.synchronization();
    return new Block(
        "haSynchronization",
        List.of(
            number(
                "STATE",
                stateNumber(sync.state()),
                "State of the synchronization: 0 down, 1 inventory, 2 running, 3 done"),
            number(
                "MISSING",
                missing(sync).orElse(UNKNOWN),
                "Calls missing at the inventory and not confirmed yet, -1 unknown"),
            number(
                "SYNCHRONIZED",
                synchronizedCalls(sync).orElse(UNKNOWN),
                "Calls missing at the inventory and confirmed since, -1 unknown"),
            number(
                "LIMIT_IN_FORCE",
                limitInForce(sync).orElse(UNKNOWN),
                "Calls synchronized at once in this session, -1 without a session"),
            number("LIMIT_CONFIGURED", sync.limitConfigured(), "ha-max-calls-sync-at-once"),
            number(
                "SECONDS_LEFT",
                secondsLeft(sync).orElse(UNKNOWN),
                "Estimated time until the synchronization is done in seconds, -1 unknown"),
            number(
                "UNPROTECTED_ANSWERS",
                view.unprotectedAnswers(),
                "Answers that went on without the backup's confirmation"),
            number("DOUBLE_FAILURES", view.doubleFailures().size(), "Double failures on record")),
        List.of());
  }

  /** Each code is an element, 1 while it blocks, with its sentence as the description. */
  static Block blockers(Snapshot s) {
    Map<BlockerCode, String> shown = new EnumMap<>(BlockerCode.class);
    Stream.concat(s.view().readiness().blockers().stream(), s.view().readiness().notes().stream())
        .forEach(blocker -> shown.merge(blocker.code(), blocker.text(), (a, b) -> a + "; " + b));
    List<Statistic> statistics = new ArrayList<>();
    statistics.add(
        number(
            "BLOCKERS",
            s.view().readiness().blockers().size(),
            "Conditions that hold readiness at 0"));
    for (BlockerCode code : BlockerCode.values()) {
      String text = shown.get(code);
      statistics.add(
          text == null
              ? flag(code.name(), false, "1 while " + code + " holds")
              : flag(code.name(), true, new Blocker(code, text).toString()));
    }
    return new Block("haBlockers", statistics, List.of());
  }

  /** What a VIP manager judges the SIP network by; the pair itself doesn't. */
  static Block sipTraffic(Snapshot s) {
    Long seconds = s.sip().secondsWithoutTraffic();
    return new Block(
        "haSipTraffic",
        List.of(
            number(
                "SECONDS_WITHOUT_TRAFFIC",
                seconds == null ? UNKNOWN : seconds,
                "Seconds since something came to the service address, -1 while it isn't open")),
        List.of());
  }

  /** Empty before the inventory has told what is missing: a 0 there would look like the end. */
  static OptionalInt missing(Synchronization sync) {
    return isInventoryDone(sync) ? OptionalInt.of(sync.missing()) : OptionalInt.empty();
  }

  /** Empty before the inventory has told what is missing. */
  static OptionalInt synchronizedCalls(Synchronization sync) {
    return isInventoryDone(sync) ? OptionalInt.of(sync.synchronizedCalls()) : OptionalInt.empty();
  }

  /** Empty without a session. */
  static OptionalInt limitInForce(Synchronization sync) {
    return sync.limitInForce() > 0 ? OptionalInt.of(sync.limitInForce()) : OptionalInt.empty();
  }

  /** Empty as long as there is no estimate. */
  static OptionalInt secondsLeft(Synchronization sync) {
    return sync.secondsLeft() >= 0 ? OptionalInt.of(sync.secondsLeft()) : OptionalInt.empty();
  }

  private static boolean isInventoryDone(Synchronization sync) {
    return sync.state() == SyncState.RUNNING || sync.state() == SyncState.DONE;
  }

  private static int stateNumber(SyncState state) {
    return switch (state) {
      case DOWN -> 0;
      case INVENTORY -> 1;
      case RUNNING -> 2;
      case DONE -> 3;
    };
  }
}
