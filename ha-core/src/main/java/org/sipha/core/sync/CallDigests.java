package org.sipha.core.sync;

import java.util.ArrayList;
import java.util.List;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.link.PeerMessage.Buckets;

/**
 * Digests of a table of calls at one moment, by which two nodes find out where their tables differ
 * without naming what is equal (SPEC 3.5).
 *
 * <p>The hash of a call's id says in which of {@code 2^leafBits} leaves it lies. The digest of a
 * leaf is the sum of the hashes of (id, version) of its calls, so it doesn't depend on their order;
 * an empty leaf has 0. A bucket of fewer bits is a range of leaves, and its digest the sum of
 * theirs: one pass over the table serves the whole descent.
 *
 * <p>All hashes depend on the session. Two different leaves have equal digests once in 2^64 times,
 * and not again in the next session, so that chance can't hide a difference for ever; nothing is
 * kept up to date from change to change, so that no error of keeping can hide one either.
 */
final class CallDigests {
  /** About so many calls lie in one leaf: a leaf that differs costs their ids and versions. */
  private static final int CALLS_PER_LEAF = 8;

  private final long session;
  private final int leafBits;
  private final long[] leaves;

  /** Digests of these calls; {@code leafBits} at most {@link Buckets#MAX_BITS}. */
  CallDigests(Iterable<CallRecord> calls, long session, int leafBits) {
    this.session = session;
    this.leafBits = leafBits;
    this.leaves = new long[1 << leafBits];
    for (CallRecord call : calls) {
      leaves[leaf(call.id())] += hash(call);
    }
  }

  /** How finely a table of that many calls is divided; 0 if it isn't worth dividing. */
  static int leafBitsFor(int calls) {
    int leaves = calls / CALLS_PER_LEAF;
    int bits = leaves == 0 ? 0 : Integer.SIZE - 1 - Integer.numberOfLeadingZeros(leaves);
    return Math.min(bits, Buckets.MAX_BITS);
  }

  int leafBits() {
    return leafBits;
  }

  /** In which leaf a call lies. */
  int leaf(CallId id) {
    return bucket(id, session, leafBits);
  }

  /** In which of {@code 2^bits} buckets a call lies in that session. */
  static int bucket(CallId id, long session, int bits) {
    return bits == 0 ? 0 : (int) (hash(id, session) >>> (Long.SIZE - bits));
  }

  /** The digest of a bucket of {@code bits}, which are not more than those of the leaves. */
  long digest(int bits, int bucket) {
    long sum = 0;
    for (int leaf = firstLeaf(bits, bucket); leaf < firstLeaf(bits, bucket + 1); leaf++) {
      sum += leaves[leaf];
    }
    return sum;
  }

  /** The digests of the buckets one level below these, in their order. */
  List<Long> below(Buckets buckets) {
    int step = Buckets.stepBelow(buckets.bits(), leafBits);
    List<Long> below = new ArrayList<>();
    for (int bucket : buckets.numbers()) {
      for (int part = 0; part < 1 << step; part++) {
        below.add(digest(buckets.bits() + step, (bucket << step) + part));
      }
    }
    return below;
  }

  /** The first leaf of a bucket; that of the bucket after it is one past its last. */
  int firstLeaf(int bits, int bucket) {
    return bucket << (leafBits - bits);
  }

  private long hash(CallRecord call) {
    Version version = call.version();
    long withEpoch = mixed(hash(call.id(), session) + version.epoch());
    return mixed(mixed(withEpoch + version.counter()) + version.writer());
  }

  private static long hash(CallId id, long session) {
    return mixed(mixed(session) ^ id.value());
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): each bit depends on each. */
  private static long mixed(long z) {
    long x = z + 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
