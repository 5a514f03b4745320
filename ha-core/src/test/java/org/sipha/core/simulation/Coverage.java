package org.sipha.core.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.Reason;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.role.RightState;
import org.sipha.core.role.Role;
import org.sipha.core.sync.SyncState;

/**
 * Which rows of the machines' tables one history went through: read from what the nodes say and
 * show, as an operator would.
 */
final class Coverage {
  /** Before a change that no table lists. */
  static final String UNLISTED = "in no table: ";

  private static final String CONNECTION = "HA connection ";

  private final Set<String> taken = new HashSet<>();
  private final Map<SimulatedProcess, SyncState> syncStates = new HashMap<>();
  private final Map<SimulatedProcess, RightState> rightStates = new HashMap<>();

  /** The newest protocol of each process that either server had, in their order. */
  private final List<List<Integer>> protocols = List.of(new ArrayList<>(), new ArrayList<>());

  /** A row of a table: a change of state, and a part of the reason that is given for it. */
  private record Row(String change, String reason) {
    @Override
    public String toString() {
      return change + (reason.isEmpty() ? "" : ": " + reason);
    }
  }

  /** The table of {@code Link}. */
  private static final List<Row> LINK =
      List.of(
          new Row("down -> established", "session"),
          new Row("established -> suspect", "its socket closed"),
          new Row("established -> suspect", "has not been heard"),
          new Row("suspect -> established", "heard again"),
          new Row("suspect -> established", "resumed"),
          new Row("any -> down", "opened a new one"),
          new Row("any -> down", "has not been heard"),
          new Row("any -> down", "said goodbye"),
          new Row("any -> down", "this node stops"),
          new Row("any -> down", "stood still"),
          new Row("any -> down", "has confirmed nothing"),
          new Row("any -> down", "this node took over"));

  /** The table of {@code RoleMachine}. */
  private static final List<Row> ROLE =
      List.of(
          new Row("Starting -> Backup", "the peer is primary"),
          new Row("Starting -> Promoting", ""),
          new Row("Idle -> Promoting", ""),
          new Row("Idle -> Backup", "the peer is primary"),
          new Row("Backup -> Promoting", ""),
          new Row("Backup -> Accepting", "offers"),
          new Row("Accepting -> Accepting", "persisted and confirmed"),
          new Row("Accepting -> Promoting", "HANDED_OVER"),
          new Row("Accepting -> Backup", "the primary goes on"),
          new Row("Accepting -> Backup", "no right within"),
          new Row("Accepting -> Backup", "could not be written"),
          new Row("Promoting -> Primary", "serving"),
          new Row("Promoting -> StandingDown", "can't serve SIP"),
          new Row("Promoting -> StandingDown", "up script failed"),
          new Row("Primary -> Primary", "a higher epoch"),
          new Row("Primary -> Primary", "served in its epoch, too"),
          new Row("Primary -> Draining", "hand-over begins"),
          new Row("Primary -> StandingDown", "lock file"),
          new Row("Primary -> StandingDown", "has not been renewed"),
          new Row("Primary -> StandingDown", "the wall clock moved"),
          new Row("Primary -> StandingDown", "the peer is primary in epoch"),
          new Row("Primary -> StandingDown", "told to demote"),
          new Row("Primary -> StandingDown", "this node stops"),
          new Row("Draining -> Draining", "held"),
          new Row("Draining -> AwaitingConfirmation", "drained"),
          new Row("Draining -> Primary", "given up"),
          new Row("AwaitingConfirmation -> Yielding", "will serve"),
          new Row("AwaitingConfirmation -> Primary", "given up"),
          new Row("AwaitingConfirmation -> StandingDown", "handed over, but"),
          new Row("Yielding -> HandedOver", "released"),
          new Row("HandedOver -> HandedOver", "the port is closed"),
          new Row("HandedOver -> HandedOver", "wanted back"),
          new Row("HandedOver -> Backup", "the peer serves"),
          new Row("HandedOver -> Promoting", "RECLAIM"),
          new Row("HandedOver -> StandingDown", "was not heard"),
          new Row("StandingDown -> Idle", ""),
          new Row("StandingDown -> Backup", ""),
          new Row("StandingDown -> Unconfirmed", ""),
          new Row("Unconfirmed -> Backup", "the peer is primary"),
          new Row("any -> Ended", ""));

  /** What happens too, too seldom to be waited for. */
  private static final List<Row> RARE =
      List.of(
          new Row("any -> down", "the peer replicates though this node is primary"),
          new Row("Accepting -> Backup", "the HA connection was lost"),
          new Row("Accepting -> Backup", "is void"),
          new Row("AwaitingConfirmation -> StandingDown", "lock file"),
          new Row("AwaitingConfirmation -> StandingDown", "takes too long"),
          new Row("AwaitingConfirmation -> StandingDown", "the peer is primary in epoch"),
          new Row("AwaitingConfirmation -> StandingDown", "has not been renewed"),
          new Row("AwaitingConfirmation -> StandingDown", "the wall clock moved"),
          new Row("Promoting -> StandingDown", "has not been renewed"),
          new Row("Promoting -> StandingDown", "the wall clock moved"),
          new Row("Draining -> StandingDown", ""),
          new Row("HandedOver -> StandingDown", "takes too long"),
          new Row("Yielding -> StandingDown", "takes too long"),
          new Row("Promoting -> StandingDown", "lock file"),
          new Row("Promoting -> StandingDown", "takes too long"),
          new Row("Promoting -> StandingDown", "the peer is primary"),
          new Row("Unconfirmed -> Promoting", ""));

  /** The table of {@code Synchronization}. */
  private static final List<String> SYNCHRONIZATION =
      List.of(
          "down -> inventory",
          "inventory -> running",
          "inventory -> done",
          "running -> done",
          "down -> done",
          "inventory -> down",
          "running -> down",
          "done -> down");

  /** The table of {@code Lease}. */
  private static final List<String> LEASE =
      List.of(
          "none -> held",
          "held -> unrenewed",
          "unrenewed -> held",
          "unrenewed -> promised",
          "promised -> held",
          "promised -> none",
          "unrenewed -> none",
          "held -> none");

  /** After a standstill what is told comes late, and more than one row is taken at once. */
  private static final List<String> LEASE_AT_ONCE =
      List.of("none -> unrenewed", "held -> promised", "promised -> unrenewed", "none -> promised");

  private static final Map<String, List<Row>> ROWS = new TreeMap<>();

  static {
    LINK.forEach(Coverage::add);
    ROLE.forEach(Coverage::add);
    RARE.forEach(Coverage::add);
  }

  private static void add(Row row) {
    ROWS.computeIfAbsent(row.change(), c -> new ArrayList<>()).add(row);
  }

  private static final String AS_BEFORE = "protocol: 1, by a node of the version before";
  private static final String FOR_THE_PEER = "protocol: 1, by a node that could speak 2";
  private static final String NEWEST = "protocol: 2";

  /** What a server's next process is in comparison with those that it had. */
  private static final List<String> VERSIONS =
      List.of(
          "versions: newer",
          "versions: older",
          "versions: newer and back",
          "versions: older and back");

  /** Every row that a few thousand histories take. */
  static List<String> all() {
    List<String> all = new ArrayList<>();
    LINK.forEach(row -> all.add(row.toString()));
    ROLE.forEach(row -> all.add(row.toString()));
    SYNCHRONIZATION.forEach(change -> all.add("synchronization: " + change));
    LEASE.forEach(change -> all.add("lease: " + change));
    for (BlockerCode code : BlockerCode.values()) {
      all.add("blocker: " + code);
    }
    for (Outcome outcome : Outcome.values()) {
      all.add("command: " + outcome);
    }
    all.addAll(List.of(AS_BEFORE, FOR_THE_PEER, NEWEST));
    all.addAll(VERSIONS);
    return all;
  }

  /** What this history took. */
  Set<String> taken() {
    return taken;
  }

  /** A server's process starts and speaks protocols up to that. */
  void started(int index, int protocol) {
    List<Integer> before = protocols.get(index);
    int last = before.isEmpty() ? protocol : before.get(before.size() - 1);
    if (protocol != last) {
      taken.add("versions: " + (protocol > last ? "newer" : "older"));
      if (before.contains(protocol)) {
        taken.add("versions: " + (protocol > last ? "older" : "newer") + " and back");
      }
    }
    before.add(protocol);
  }

  private void spoken(int newest, int spoken) {
    if (spoken > 0) {
      taken.add(spoken > 1 ? NEWEST : newest > 1 ? FOR_THE_PEER : AS_BEFORE);
    }
  }

  /** A node gives a reason: perhaps for a change of state. */
  void said(Reason reason) {
    String text = reason.text();
    int arrow = text.indexOf(" -> ");
    int colon = text.indexOf(": ");
    if (arrow < 0 || colon < arrow) {
      return;
    }
    String change = text.substring(text.startsWith(CONNECTION) ? CONNECTION.length() : 0, colon);
    String why = text.substring(colon + 2);
    boolean listed = take(change, why);
    listed |= take("any" + change.substring(change.indexOf(' ')), why);
    if (!listed) {
      taken.add(UNLISTED + change + ": " + why);
    }
  }

  private boolean take(String change, String why) {
    boolean listed = false;
    for (Row row : ROWS.getOrDefault(change, List.of())) {
      if (why.contains(row.reason())) {
        taken.add(row.toString());
        listed = true;
      }
    }
    return listed;
  }

  /** A node shows its state. */
  void published(SimulatedProcess process, NodeView view) {
    spoken(process.settings().protocol().max(), view.connection().protocol());
    lease(process, view);
    SyncState now = view.role() == Role.PRIMARY ? view.synchronization().state() : SyncState.DOWN;
    SyncState before = syncStates.put(process, now);
    if (before == null || before == now) {
      return;
    }
    if (now == SyncState.INVENTORY) {
      // The end of one session and the beginning of the next may be one step.
      synchronization(before, SyncState.DOWN);
      synchronization(SyncState.DOWN, now);
    } else {
      synchronization(before, now);
    }
  }

  private void lease(SimulatedProcess process, NodeView view) {
    RightState now = view.right().state();
    RightState before = rightStates.put(process, now);
    String change = before + " -> " + now;
    boolean hasEnd = process.settings().arbiter() == ArbiterType.ETCD;
    if (before != null && before != now && hasEnd && !LEASE_AT_ONCE.contains(change)) {
      taken.add((LEASE.contains(change) ? "lease: " : UNLISTED) + change);
    }
  }

  private void synchronization(SyncState before, SyncState now) {
    if (before != now) {
      String change = before + " -> " + now;
      taken.add((SYNCHRONIZATION.contains(change) ? "synchronization: " : UNLISTED) + change);
    }
  }

  /** Somebody reads what a node shows. */
  void read(NodeView view) {
    for (Blocker blocker : view.readiness().blockers()) {
      taken.add(BLOCKERS.get(blocker.code()));
    }
    for (Blocker note : view.readiness().notes()) {
      taken.add(BLOCKERS.get(note.code()));
    }
  }

  private static final Map<BlockerCode, String> BLOCKERS = new EnumMap<>(BlockerCode.class);

  static {
    for (BlockerCode code : BlockerCode.values()) {
      BLOCKERS.put(code, "blocker: " + code);
    }
  }

  void replied(CommandResult result) {
    taken.add("command: " + result.outcome());
  }
}
