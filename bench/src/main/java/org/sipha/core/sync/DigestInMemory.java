package org.sipha.core.sync;

import org.sipha.core.call.CallTable;

/** The digests of an inventory for benchmarks. */
public final class DigestInMemory {
  private DigestInMemory() {}

  /** Takes the digests of all calls, as each new session begins with; the one of all of them. */
  public static long of(CallTable calls, long session) {
    return new CallDigests(calls.all(), session, CallDigests.leafBitsFor(calls.size()))
        .digest(0, 0);
  }
}
