package org.sipha.core.link;

import java.util.List;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.node.CommandResult;
import org.sipha.core.readiness.Blocker;

/** What one core says to the other, in order, within a session. */
public sealed interface PeerMessage {

  /** A message that carries a whole call. */
  sealed interface WithCall extends PeerMessage {
    /** The call in its latest state. */
    CallRecord call();
  }

  /** A call was set up or changed: live replication. */
  record CallChange(CallRecord call) implements WithCall {}

  /** A missing call: synchronization. */
  record SyncCall(CallRecord call) implements WithCall {}

  /**
   * A call that the primary doesn't hold, given to it by a node that was primary or holds it alone
   * (SPEC 3.8).
   */
  record CarryOver(CallRecord call) implements WithCall {}

  /** A call ended; {@code version} is newer than any the sender has written of it. */
  record CallEnd(CallId id, Version version) implements PeerMessage {}

  /** The primary asks for the inventory of the other node. */
  record InventoryRequest() implements PeerMessage {}

  /**
   * A part of the inventory: what the sender holds.
   *
   * @param calls at most {@link #MAX_ITEMS}
   * @param endedByParty calls that the sender, as primary, ended because a party hung up, and that
   *     the receiver may hold
   * @param last whether no further part follows
   */
  record InventoryPart(List<Held> calls, List<Held> endedByParty, boolean last)
      implements PeerMessage {
    /** Copies the lists. */
    public InventoryPart {
      calls = List.copyOf(calls);
      endedByParty = List.copyOf(endedByParty);
    }
  }

  /** Identity and version of one call. */
  record Held(CallId id, Version version) {}

  /** The primary names calls that the receiver lacks, so that it could name them as lost. */
  record MissingCalls(List<CallId> ids) implements PeerMessage {
    /** Copies the list. */
    public MissingCalls {
      ids = List.copyOf(ids);
    }
  }

  /** The primary asks for calls that only the receiver holds, or holds in a newer version. */
  record CarryOverRequest(List<CallId> ids) implements PeerMessage {
    /** Copies the list. */
    public CarryOverRequest {
      ids = List.copyOf(ids);
    }
  }

  /** The asked node no longer holds that call. */
  record NothingToCarry(CallId id) implements PeerMessage {}

  /** The primary, drained, asks the receiver to serve in {@code epoch}. */
  record HandOver(long epoch, boolean forced) implements PeerMessage {}

  /** The receiver has persisted the epoch and will serve as soon as it has the right. */
  record HandOverConfirmed(long epoch) implements PeerMessage {}

  /** The receiver can't serve in that epoch; the sender goes on or takes the right again. */
  record HandOverRefused(long epoch, String text) implements PeerMessage {}

  /** The old primary goes on in its own epoch. */
  record HandOverVoid(long epoch) implements PeerMessage {}

  /** The old primary has given up its right: the new one may ask the arbiter. */
  record RightReleased(long epoch) implements PeerMessage {}

  /** A backup was told to switch over and asks its primary to do it. */
  record SwitchoverRequest(long request, boolean force) implements PeerMessage {}

  /** The primary's answer to {@link SwitchoverRequest}. */
  record SwitchoverAnswer(long request, CommandResult result) implements PeerMessage {}

  /** The sender wants to become primary in this session, in which nobody is (SPEC 4). */
  record ClaimPrimary(long claim) implements PeerMessage {}

  /** The sender agrees that the receiver becomes primary, and won't ask itself for 2 s. */
  record AgreePrimary(long claim) implements PeerMessage {}

  /** Number of items in a list of a message, at most. */
  int MAX_ITEMS = 1_000;

  /** Blockers are part of {@link SwitchoverAnswer}: each says on which node it stands. */
  record NodeBlocker(String node, Blocker blocker) {}
}
