package org.sipha.arbiter.etcd;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a member of etcd answered, as its gateway writes it: numbers of 64 bits are text, and what
 * is 0 or empty is left out.
 *
 * @param body the whole of it
 * @param sentNanos when the question was sent, monotonic clock
 */
record Answer(JsonObject body, long sentNanos) {
  /**
   * A key that was read.
   *
   * @param revision of its last write
   */
  record Key(String value, long revision) {}

  /** The revision of the cluster's keys; after a write, that of the write. */
  long revision() {
    return number(body.getJsonObject("header", new JsonObject()), "revision");
  }

  /** Whether the conditions of a transaction held. */
  boolean succeeded() {
    return body.getBoolean("succeeded", false);
  }

  /** The key that a step of a transaction has read, counted from 0; empty if there is none. */
  Optional<Key> keyAt(int step) {
    JsonArray keys =
        body.getJsonArray("responses", new JsonArray())
            .getJsonObject(step)
            .getJsonObject("response_range", new JsonObject())
            .getJsonArray("kvs", new JsonArray());
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    JsonObject key = keys.getJsonObject(0);
    byte[] value = Base64.getDecoder().decode(key.getString("value", ""));
    return Optional.of(
        new Key(new String(value, StandardCharsets.UTF_8), number(key, "mod_revision")));
  }

  private static long number(JsonObject of, String name) {
    return Long.parseLong(of.getString(name, "0"));
  }
}
