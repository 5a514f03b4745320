package org.sipha.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.PartitionService;
import com.hazelcast.query.Predicates;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sipha.hazelcast.HeadOnly.KeyAndHead;

/** The map of one pair, as a client of the members sees it. */
final class HazelcastMap implements GridMap {
  private static final long READ_TIMEOUT_MILLIS = 1_000;

  private final IMap<String, byte[]> map;
  private final PartitionService partitions;

  /** Few enough for the time that each takes, and enough that no answer is large. */
  private static final int PARTS = 16;

  /** In each partition a key that belongs there. */
  private final String[] keys;

  /** The map of that pair; the client must have reached a member. */
  HazelcastMap(HazelcastInstance client, String pairName) {
    map = client.getMap(MapNames.of(pairName));
    partitions = client.getPartitionService();
    keys = new String[partitions.getPartitions().size()];
    int found = 0;
    for (int number = 0; found < keys.length; number++) {
      String key = "partition " + number;
      int partition = partition(key);
      found += keys[partition] == null ? 1 : 0;
      keys[partition] = key;
    }
  }

  @Override
  public int partitions() {
    return keys.length;
  }

  @Override
  public int partition(String key) {
    return partitions.getPartition(key).getPartitionId();
  }

  @Override
  public CompletionStage<Boolean> write(String key, byte[] value) {
    return asked(() -> map.submitToKey(key, new PutUnlessOlder(value)));
  }

  @Override
  public CompletionStage<byte @Nullable []> read(String key) {
    return HazelcastMap.<byte @Nullable []>asked(() -> map.getAsync(key))
        .toCompletableFuture()
        .thenApply(value -> value) // a future of our own, to which a timeout does no harm
        .orTimeout(READ_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static <T> CompletionStage<T> asked(Supplier<CompletionStage<T>> question) {
    try {
      return question.get();
    } catch (RuntimeException e) { // a client that isn't connected doesn't even try
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Map<String, byte[]> readAll(Set<String> several) {
    return map.getAll(several);
  }

  @Override
  public int parts() {
    return PARTS;
  }

  @Override
  public List<KeyAndHead> heads(int part) {
    Set<String> keysOfPart =
        IntStream.range(0, keys.length)
            .filter(partition -> partition % PARTS == part)
            .mapToObj(partition -> keys[partition])
            .collect(Collectors.toSet());
    return map
        .project(
            new HeadOnly(),
            Predicates.<String, byte[]>multiPartitionPredicate(keysOfPart, Predicates.alwaysTrue()))
        .stream()
        .map(KeyAndHead::of)
        .toList();
  }
}
