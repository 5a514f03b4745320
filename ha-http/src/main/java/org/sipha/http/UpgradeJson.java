package org.sipha.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Upgrade} as JSON, with the names of its components as keys. Keys that aren't known are
 * left out: a newer {@code sipha} may say more.
 */
final class UpgradeJson {
  /** Bytes of a document. */
  static final int MOST_BYTES = 64 * 1024;

  static final int MOST_STEPS = 200;

  /** Lost calls that are named. */
  static final int MOST_LOST = 1_000;

  private static final int MOST_SERVERS = 2;
  private static final int MOST_NAME = 128;
  private static final int MOST_TEXT = 4_000;

  private UpgradeJson() {}

  /**
   * Reads one that came from elsewhere.
   *
   * @throws IllegalArgumentException if it isn't one; the message names the key and what is valid
   */
  static Upgrade read(Fields fields) {
    return new Upgrade(
        fields.word("id", MOST_NAME),
        fields.word("pair", MOST_NAME),
        fields.word("by", MOST_NAME),
        fields.word("to", MOST_NAME),
        from(fields.object("from")),
        fields.oneOf("state", Upgrade.State.values()),
        fields.text("text", MOST_TEXT),
        fields.time("startedAt"),
        fields.time("updatedAt"),
        fields.timeOrNull("endedAt"),
        fields.objects("steps", MOST_STEPS).stream().map(UpgradeJson::step).toList(),
        fields.isNull("report") ? null : report(fields.object("report")));
  }

  private static Map<String, String> from(Fields servers) {
    Map<String, String> versions = new LinkedHashMap<>();
    for (String name : servers.keys(MOST_SERVERS, MOST_NAME)) {
      versions.put(name, servers.word(name, MOST_NAME));
    }
    return versions;
  }

  private static Upgrade.Step step(Fields step) {
    return new Upgrade.Step(
        step.word("name", MOST_NAME),
        step.isNull("node") ? null : step.word("node", MOST_NAME),
        step.oneOf("state", Upgrade.StepState.values()),
        step.text("text", MOST_TEXT),
        step.timeOrNull("startedAt"),
        step.timeOrNull("endedAt"));
  }

  private static Upgrade.Report report(Fields report) {
    List<String> lost = report.words("lost", MOST_LOST, MOST_NAME);
    return new Upgrade.Report(
        report.number("before", 0),
        report.number("carried", 0),
        report.number("ended", 0),
        lost,
        report.isNull("lostCount") ? lost.size() : report.number("lostCount", lost.size()));
  }

  /** What is read is written so. */
  static JsonObject of(Upgrade upgrade) {
    JsonObject from = new JsonObject();
    upgrade.from().forEach(from::put);
    JsonArray steps = new JsonArray();
    upgrade.steps().forEach(step -> steps.add(step(step)));
    return new JsonObject()
        .put("id", upgrade.id())
        .put("pair", upgrade.pair())
        .put("by", upgrade.by())
        .put("to", upgrade.to())
        .put("from", from)
        .put("state", upgrade.state().toString())
        .put("text", upgrade.text())
        .put("startedAt", upgrade.startedAt().toString())
        .put("updatedAt", upgrade.updatedAt().toString())
        .put("endedAt", text(upgrade.endedAt()))
        .put("steps", steps)
        .put("report", report(upgrade.report()));
  }

  private static JsonObject step(Upgrade.Step step) {
    return new JsonObject()
        .put("name", step.name())
        .put("node", step.node())
        .put("state", step.state().toString())
        .put("text", step.text())
        .put("startedAt", text(step.startedAt()))
        .put("endedAt", text(step.endedAt()));
  }

  private static @Nullable JsonObject report(Upgrade.@Nullable Report report) {
    return report == null
        ? null
        : new JsonObject()
            .put("before", report.before())
            .put("carried", report.carried())
            .put("ended", report.ended())
            .put("lost", new JsonArray(report.lost()))
            .put("lostCount", report.lostCount());
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
