package org.sipha.hazelcast;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.sipha.hazelcast.HeadOnly.KeyAndHead;

/**
 * The map of one pair while the grid is reached. Each key belongs to a partition, each partition to
 * a member; a member that doesn't answer holds up what belongs to its partitions and nothing else.
 */
interface GridMap {
  /** How many partitions there are; the same while the grid is reached. */
  int partitions();

  /** The partition of a key, from 0. */
  int partition(String key);

  /**
   * Writes a value unless a newer one stands there; never blocks, never throws. Tells whether it
   * stands there now, or fails if it may not.
   */
  CompletionStage<Boolean> write(String key, byte[] value);

  /** Reads a value, null if there is none; never blocks, never throws. */
  CompletionStage<byte @Nullable []> read(String key);

  /**
   * Reads several values, of those keys that have one. Quick if the keys are of few partitions.
   * Blocks, for some seconds if a member doesn't answer.
   *
   * @throws RuntimeException if they can't be read
   */
  Map<String, byte[]> readAll(Set<String> keys);

  /** In how many parts the whole map is read. */
  int parts();

  /**
   * The keys in a part of the map with the heads of their values. Blocks, for some seconds if a
   * member doesn't answer.
   *
   * @param part from 0
   * @throws RuntimeException if it can't be read
   */
  List<KeyAndHead> heads(int part);
}
