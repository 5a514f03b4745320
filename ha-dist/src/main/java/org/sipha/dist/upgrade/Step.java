package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step as the document has it.
 *
 * @param name what is done
 * @param node at which server; null: at both
 * @param state how it stands
 * @param text what it waits for, or came of it; may be empty
 * @param startedAt null: it is still to come
 * @param endedAt null: it hasn't ended
 */
record Step(
    StepName name,
    @Nullable String node,
    State state,
    String text,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {
  /** The whole document has to go into 64 KB. */
  private static final int MOST_TEXT = 250;

  /** How a step stands. */
  enum State {
    PLANNED,
    RUNNING,
    WAITING,
    DONE,
    FAILED,
    REFUSED;

    boolean isUnderWay() {
      return this == RUNNING || this == WAITING;
    }
  }

  static Step planned(Plan.Planned planned) {
    return new Step(planned.step(), planned.node(), State.PLANNED, "", null, null);
  }

  Step under(State way, String words) {
    return new Step(name, node, way, words, startedAt, null);
  }

  Step ended(State how, String words, Instant now) {
    return new Step(name, node, how, words, startedAt, now);
  }

  Optional<Duration> duration() {
    return startedAt == null || endedAt == null
        ? Optional.empty()
        : Optional.of(Duration.between(startedAt, endedAt));
  }

  JsonObject json() {
    return new JsonObject()
        .put("name", name.toString())
        .put("node", node)
        .put("state", state.name().toLowerCase(Locale.ROOT))
        .put("text", Text.upTo(MOST_TEXT, text))
        .put("startedAt", startedAt == null ? null : startedAt.toString())
        .put("endedAt", endedAt == null ? null : endedAt.toString());
  }

  static Step of(JsonObject json) {
    return new Step(
        StepName.named(json.getString("name")),
        json.getString("node"),
        State.valueOf(json.getString("state").toUpperCase(Locale.ROOT)),
        json.getString("text"),
        time(json.getString("startedAt")),
        time(json.getString("endedAt")));
  }

  private static @Nullable Instant time(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }

  /** {@code stop sips-b}, {@code switchover}. */
  @Override
  public String toString() {
    return node == null ? name.toString() : name + " " + node;
  }
}
