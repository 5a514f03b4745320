package org.sipha.core.link;

import java.util.List;
import java.util.Map;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.node.CommandResult;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.registration.RegistrationRecord;

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

  /**
   * Parts of a table of calls: some of the {@code 2^bits} buckets into which the hash of their ids
   * divides them. One of {@code bits} holds two of {@code bits + 1}.
   *
   * @param bits 0 to {@link #MAX_BITS}
   * @param numbers each 0 to {@code 2^bits - 1}, at most {@link PeerMessage#MAX_ITEMS}
   */
  record Buckets(int bits, List<Integer> numbers) {
    /** A table isn't divided more finely. */
    public static final int MAX_BITS = 20;

    /** From one level of digests to the next below it. */
    public static final int STEP_BITS = 4;

    /** The undivided table. */
    public static final Buckets ALL = new Buckets(0, List.of(0));

    /** Copies the list and checks it. */
    public Buckets {
      numbers = List.copyOf(numbers);
      if (bits < 0 || bits > MAX_BITS || numbers.size() > MAX_ITEMS) {
        throw new IllegalArgumentException(numbers.size() + " buckets of " + bits + " bits");
      }
      for (int number : numbers) {
        if (number < 0 || number >= 1 << bits) {
          throw new IllegalArgumentException("bucket " + number + " of " + bits + " bits");
        }
      }
    }

    /** Bits from a level to the one below it; 0 at the leaves. */
    public static int stepBelow(int bits, int leafBits) {
      return Math.min(STEP_BITS, leafBits - bits);
    }
  }

  /**
   * The primary asks for the digests of the buckets one level below these.
   *
   * @param inventory counts the sender's inventories; a new number begins a new one
   * @param leafBits bits of the lowest level, more than those of {@code buckets}
   */
  record DigestRequest(int inventory, int leafBits, Buckets buckets) implements PeerMessage {
    /** Checks that there is a level below. */
    public DigestRequest {
      if (leafBits <= buckets.bits() || leafBits > Buckets.MAX_BITS) {
        throw new IllegalArgumentException("leaves of " + leafBits + " bits below " + buckets);
      }
      if (buckets.numbers().size() > MAX_ITEMS >> Buckets.STEP_BITS) {
        throw new IllegalArgumentException(buckets.numbers().size() + " buckets at once");
      }
    }
  }

  /**
   * The answer to {@link DigestRequest}.
   *
   * @param buckets as asked
   * @param below the digests of the first bucket's parts, then of the second's, and so on; 0 where
   *     the sender holds nothing
   */
  record Digests(int inventory, Buckets buckets, List<Long> below) implements PeerMessage {
    /** Copies the list. */
    public Digests {
      below = List.copyOf(below);
    }
  }

  /** The primary asks for ids and versions of what the other node holds in these buckets. */
  record InventoryRequest(int inventory, Buckets buckets) implements PeerMessage {}

  /**
   * A part of the answer to {@link InventoryRequest}.
   *
   * @param inventory as asked; any number where only {@code endedByParty} is told
   * @param calls at most {@link #MAX_ITEMS}
   * @param endedByParty calls that the sender, as primary, ended because a party hung up, and that
   *     the receiver may hold
   * @param last whether no further part of this answer follows
   */
  record InventoryPart(int inventory, List<Held> calls, List<Held> endedByParty, boolean last)
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

  /** The sender holds this copy of a DN's registration. */
  record RegistrationChange(RegistrationRecord copy) implements PeerMessage {}

  /**
   * From the primary: all its registrations have been told, and it asks for what only the receiver
   * holds. From the other node: that has been told.
   */
  record RegistrationsTold() implements PeerMessage {}

  /**
   * The sender's shared settings are configured anew since its HELLO: name to hash of each, as
   * there.
   */
  record SettingsConfigured(Map<String, String> hashes) implements PeerMessage {
    /** Copies the map. */
    public SettingsConfigured {
      hashes = Map.copyOf(hashes);
    }
  }

  /** Number of items in a list of a message, at most. */
  int MAX_ITEMS = 1_000;

  /** Number of calls that a peer can be waiting for, or be asked for, at most. */
  int MAX_CALLS = 1_000_000;

  /** Blockers are part of {@link SwitchoverAnswer}: each says on which node it stands. */
  record NodeBlocker(String node, Blocker blocker) {}
}
