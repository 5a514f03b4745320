package org.sipha.core.sync;

/**
 * One batch of synchronized calls (SPEC 3.3).
 *
 * @param number counts the batches of a session from 1
 * @param calls how many calls it carried
 * @param startedNanos monotonic time at which its first call was sent
 * @param confirmedNanos monotonic time at which the last call was confirmed, 0 while it runs
 */
public record Batch(int number, int calls, long startedNanos, long confirmedNanos) {}
