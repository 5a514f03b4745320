package org.sipha.core.simulation;

import java.util.List;

/**
 * One thing that goes wrong.
 *
 * @param atMillis when
 * @param kind what
 * @param node at which node, 0 or 1
 * @param forMillis for how long, where that means something
 * @param after not at that time but right after the first moment from then on at which either node
 *     has done this: the name of an effect, a frame or a message, empty if at that time
 */
record Fault(int atMillis, Kind kind, int node, int forMillis, String after) {
  /** What can happen. */
  enum Kind {
    /** Nothing passes in either direction; sockets stay open and deliver late, or time out. */
    CUT,
    /** As {@link #CUT}, from the named node to the other only. */
    CUT_ONE_WAY,
    /** A third of what the named node sends is lost. */
    LOSE_ONE_WAY,
    /** Open sockets are reset; new ones can be opened at once. */
    RESET,
    /** As {@link #RESET}, again and again every few hundred milliseconds. */
    FLAP,
    /** The named node applies what it hears, but its confirmations don't go out. */
    CONFIRM_NOTHING,
    /** The process stands still. */
    FREEZE,
    /** The core of the process stands still, the rest of it doesn't. */
    HANG,
    /** The process takes a hundred times longer for each input. */
    SLOW,
    /** The monotonic clock of the process jumps forward. */
    CLOCK_STEP,
    /** The process dies and a new one starts after the duration. */
    CRASH,
    /** The process is told to stop, and a new one starts after it has. */
    STOP,
    /** Planned switchover at the named node. */
    SWITCHOVER,
    /** Planned switchover at the named node, forced. */
    FORCED_SWITCHOVER,
    /** The named node is told to promote. */
    PROMOTE,
    /** The named node is told to demote. */
    DEMOTE,
    /** The named node's disk refuses to persist an epoch. */
    DISK_FULL,
    /** The named node's disk takes 3 s to persist an epoch. */
    DISK_SLOW,
    /** The script that takes the service address fails. */
    UP_SCRIPT_FAILS,
    /** The script that gives the service address back fails. */
    DOWN_SCRIPT_FAILS,
    /** The SIP port can't be opened. */
    PORT_TAKEN,
    /** SIP doesn't answer that it holds. */
    SIP_HANGS,
    /** The self-checks of a process that starts don't pass before the time is up. */
    SELF_CHECKS_HANG,
    /** The arbiter grants nothing to the named node. */
    ARBITER_DENIES,
    /** The cluster of the arbiter has no quorum: neither node gets or renews anything. */
    NO_QUORUM,
    /** The named node doesn't reach the arbiter. */
    ARBITER_CUT,
    /** Answers of the arbiter to the named node take 1.5 s. */
    ARBITER_SLOW,
    /** The host of the named node is suspended: its monotonic clock stands, too. */
    SUSPEND,
    /** The wall clock of the named node's host is set, up to 2 s ahead. */
    WALL_CLOCK_STEP,
    /** The right of the named node is gone. */
    ARBITER_LOST,
    /** {@code ha-max-calls-sync-at-once} is configured anew. */
    LIMIT,
    /** The grid can't be reached by either node; a write that is on its way may arrive. */
    GRID_GONE,
    /** Each thing that the grid does takes up to two seconds longer. */
    GRID_SLOW
  }

  /** Moments of a switchover, in their order. */
  static final List<String> OF_SWITCHOVER =
      List.of(
          "SwitchoverRequest",
          "HoldSip",
          "HandOver",
          "PersistEpoch",
          "HandOverConfirmed",
          "YieldSip",
          "ReleaseRight",
          "RightReleased",
          "AskArbiter",
          "OpenSip",
          "CloseSip",
          "ResumeSip",
          "HandOverVoid",
          "HandOverRefused",
          "AddressUp",
          "AddressDown");

  /** Moments of a handshake and a synchronization, in their order. */
  static final List<String> OF_SYNCHRONIZATION =
      List.of(
          "Hello",
          "HelloAck",
          "ClaimPrimary",
          "AgreePrimary",
          "InventoryRequest",
          "InventoryPart",
          "RegistrationChange",
          "RegistrationsTold",
          "MissingCalls",
          "SyncCall",
          "CarryOverRequest",
          "CarryOver",
          "CallEnd",
          "CallChange",
          "LetGo",
          "CallAdopted",
          "RegistrationAdopted",
          "Fenced",
          "Goodbye");

  boolean isAtMoment() {
    return !after.isEmpty();
  }

  long atNanos() {
    return atMillis * 1_000_000L;
  }

  long forNanos() {
    return forMillis * 1_000_000L;
  }

  Fault lasting(int millis) {
    return new Fault(atMillis, kind, node, millis, after);
  }

  Fault withoutMoment() {
    return new Fault(atMillis, kind, node, forMillis, "");
  }

  /** {@code 7123:CRASH:0:250}, with a fifth part for a moment; {@link #parse} reads it. */
  @Override
  public String toString() {
    return atMillis + ":" + kind + ":" + node + ":" + forMillis + (isAtMoment() ? ":" + after : "");
  }

  static Fault parse(String text) {
    String[] part = text.split(":", -1);
    return new Fault(
        Integer.parseInt(part[0]),
        Kind.valueOf(part[1]),
        Integer.parseInt(part[2]),
        Integer.parseInt(part[3]),
        part.length > 4 ? part[4] : "");
  }
}
