package org.sipha.core.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.sipha.core.call.CallId;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.Buckets;
import org.sipha.core.link.PeerMessage.DigestRequest;
import org.sipha.core.link.PeerMessage.Digests;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;

/**
 * A primary's comparison of its calls with the backup's (SPEC 3.1, 3.5): from digests of everything
 * down to the ids and versions of the few leaves that differ, or of all calls when it is made in
 * full.
 *
 * <p>Both nodes take their digests once, at moments of their own, and that is enough. Whatever
 * changes here after the inventory began is replicated live, and nothing but that changes the
 * backup; so leaves that were ever equal differ by live changes alone from then on. Leaves that
 * differ only because of a change that was on its way cost a look.
 */
final class Inventory {
  /** Requests that the backup hasn't answered, at most: it needs no longer queue. */
  static final int MAX_UNANSWERED = 4;

  private final int number;
  private final SyncPlan plan;
  private final CallDigests own;
  private final BitSet equalLeaves;
  private final Deque<PeerMessage> toAsk = new ArrayDeque<>();
  private final List<Held> confirmedEnds = new ArrayList<>();
  private int unanswered;
  private int looks;

  /**
   * Begins with the digests of everything, or asks for all ids at once if the digests have no bits.
   */
  Inventory(int number, SyncPlan plan, CallDigests own) {
    this.number = number;
    this.plan = plan;
    this.own = own;
    this.equalLeaves = new BitSet(1 << own.leafBits());
    if (own.leafBits() == 0) {
      look(Buckets.ALL);
    } else {
      toAsk.add(new DigestRequest(number, own.leafBits(), Buckets.ALL));
    }
  }

  /** What it has found out so far. */
  SyncPlan plan() {
    return plan;
  }

  /** Whether an answer with that number belongs to this inventory and not to one before. */
  boolean isNumber(int answered) {
    return answered == number;
  }

  /** Asks for what is next, as far as there is room; {@code send} says whether there was. */
  void pump(Predicate<PeerMessage> send) {
    while (unanswered < MAX_UNANSWERED && !toAsk.isEmpty() && send.test(toAsk.getFirst())) {
      toAsk.removeFirst();
      unanswered++;
    }
  }

  /**
   * The backup's digests of the buckets below those that were asked about; false if nothing like
   * that was asked.
   */
  boolean accept(Digests answer) {
    Buckets asked = answer.buckets();
    int step = Buckets.stepBelow(asked.bits(), own.leafBits());
    if (unanswered == 0 || step <= 0 || answer.below().size() != asked.numbers().size() << step) {
      return false;
    }
    unanswered--;
    int bits = asked.bits() + step;
    List<Integer> differing = new ArrayList<>();
    for (int i = 0; i < answer.below().size(); i++) {
      int bucket = (asked.numbers().get(i >> step) << step) + (i & ((1 << step) - 1));
      long theirs = answer.below().get(i);
      if (theirs == own.digest(bits, bucket)) {
        equalLeaves.set(own.firstLeaf(bits, bucket), own.firstLeaf(bits, bucket + 1));
      } else if (theirs != 0) {
        differing.add(bucket);
      }
    }
    boolean leaves = bits == own.leafBits();
    int atOnce = leaves ? PeerMessage.MAX_ITEMS : PeerMessage.MAX_ITEMS >> Buckets.STEP_BITS;
    for (int from = 0; from < differing.size(); from += atOnce) {
      List<Integer> some = differing.subList(from, Math.min(differing.size(), from + atOnce));
      Buckets buckets = new Buckets(bits, some);
      if (leaves) {
        look(buckets);
      } else {
        toAsk.add(new DigestRequest(number, own.leafBits(), buckets));
      }
    }
    return true;
  }

  private void look(Buckets buckets) {
    looks += buckets.numbers().size();
    toAsk.add(new InventoryRequest(number, buckets));
  }

  /** A part of the list that was asked for; false if none was. */
  boolean accept(InventoryPart part) {
    boolean wasAsked = unanswered > 0;
    if (wasAsked && part.last()) {
      unanswered--;
    }
    return wasAsked;
  }

  boolean isDone() {
    return toAsk.isEmpty() && unanswered == 0;
  }

  /**
   * The backup has applied an end, which isn't to say that it has removed the call: a copy that it
   * changed itself as primary is newer. The inventory finds such a copy, and must find the end
   * then.
   */
  void endConfirmed(Held end) {
    confirmedEnds.add(end);
  }

  /** After the last answer: the ends that were confirmed meanwhile. */
  List<Held> confirmedEnds() {
    return confirmedEnds;
  }

  /** After the last answer: the calls that both hold in one version, though none was named. */
  Set<CallId> settleEqual() {
    return plan.settleAll(id -> equalLeaves.get(own.leaf(id)));
  }

  /** How it was done, for the log. */
  String describe() {
    return own.leafBits() == 0
        ? "compared in full"
        : looks + " of " + (1 << own.leafBits()) + " parts looked at";
  }
}
