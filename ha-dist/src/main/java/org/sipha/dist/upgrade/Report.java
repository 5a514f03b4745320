package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What became of the calls.
 *
 * @param before calls that were there right before a switchover, each once
 * @param carried of them, those that the new primary had right after it
 * @param ended of them, those that their parties ended meanwhile
 * @param lost ids of those that are gone though nobody ended them
 */
record Report(long before, long carried, long ended, List<String> lost) {
  /** So many are named in the document; a server takes no more. */
  private static final int NAMED = 1_000;

  Report {
    lost = List.copyOf(lost);
  }

  /** As in the document; {@code lostCount} says how many there are where not all are named. */
  JsonObject json() {
    JsonArray ids = new JsonArray();
    lost.stream().limit(NAMED).forEach(ids::add);
    return new JsonObject()
        .put("before", before)
        .put("carried", carried)
        .put("ended", ended)
        .put("lost", ids)
        .put("lostCount", lost.size());
  }
}
