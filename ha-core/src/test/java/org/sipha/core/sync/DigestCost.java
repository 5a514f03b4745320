package org.sipha.core.sync;

import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Version;

/** Prints for how long a node's context is busy when it takes the digests of an inventory. */
final class DigestCost {
  private static final int CALLS = 100_000;
  private static final int ROUNDS = 10;

  private DigestCost() {}

  public static void main(String[] args) {
    CallTable table = new CallTable();
    for (int i = 0; i < CALLS; i++) {
      table.put(
          new CallRecord(
              CallId.of(1, 1, i),
              new Version(1, 3, 1),
              0,
              false,
              CallState.CONFIRMED,
              new EncodedCall(new byte[300]),
              0));
    }
    for (int round = 1; round <= ROUNDS; round++) {
      long start = System.nanoTime();
      CallDigests digests = new CallDigests(table.all(), round, CallDigests.leafBitsFor(CALLS));
      long taken = System.nanoTime();
      System.out.printf(
          "round %d: digests of %,d calls in %.1f ms (%x)%n",
          round, CALLS, (taken - start) / 1e6, digests.digest(0, 0));
    }
  }
}
