package org.sipha.hazelcast;

import java.util.function.Supplier;

/**
 * What has to be written.
 *
 * @param key names the call or registration
 * @param value makes the bytes: late, and not on the thread that told the change
 * @param sinceNanos since when the map lacks something of this key
 */
record Change(String key, Supplier<byte[]> value, long sinceNanos) {
  /** This change instead of one that still waits: the map has lacked something since then. */
  Change insteadOf(Change older) {
    return new Change(key, value, older.sinceNanos);
  }
}
