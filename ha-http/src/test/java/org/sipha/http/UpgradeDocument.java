package org.sipha.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Documents of an upgrade as {@code sipha upgrade} posts them, at noon of {@link Node#NOON}. */
final class UpgradeDocument {
  private UpgradeDocument() {}

  /** It waits for a call before the switchover, after three steps. */
  static JsonObject waiting() {
    return new JsonObject()
        .put("id", "20261122T115800Z-4f3a")
        .put("pair", "pair")
        .put("by", "alice@host-a")
        .put("to", "0.2.0")
        .put("from", new JsonObject().put("sips-a", "0.1.0").put("sips-b", "0.1.0"))
        .put("state", "waiting")
        .put("text", "waits for 1 multisite call")
        .put("startedAt", "2026-11-22T11:58:00Z")
        .put("updatedAt", "2026-11-22T12:00:00Z")
        .putNull("endedAt")
        .put(
            "steps",
            new JsonArray()
                .add(step("check", null, "done", 0, 2))
                .add(step("stop", "sips-b", "done", 2, 9))
                .add(step("start", "sips-b", "done", 9, 30))
                .add(
                    step("gate-switchover", null, "waiting", 30, -1)
                        .put("text", "1 call from before"))
                .add(step("switchover", "sips-b", "planned", -1, -1)))
        .putNull("report");
  }

  static JsonObject ended(String state, String text) {
    JsonObject document =
        waiting()
            .put("state", state)
            .put("text", text)
            .put("updatedAt", "2026-11-22T12:01:00Z")
            .put("endedAt", "2026-11-22T12:01:00Z");
    document
        .getJsonArray("steps")
        .getJsonObject(3)
        .put("state", state.equals("done") ? state : "refused");
    return document;
  }

  static JsonObject report(int lost, JsonArray named) {
    return new JsonObject()
        .put("before", 1_000)
        .put("carried", 980)
        .put("ended", 20)
        .put("lost", named)
        .put("lostCount", lost);
  }

  /** Seconds after the upgrade began; -1: not yet. */
  private static JsonObject step(String name, String node, String state, int from, int to) {
    return new JsonObject()
        .put("name", name)
        .put("node", node)
        .put("state", state)
        .put("text", "")
        .put("startedAt", time(from))
        .put("endedAt", time(to));
  }

  private static String time(int second) {
    return second < 0 ? null : Node.NOON.minusSeconds(120 - second).toString();
  }
}
