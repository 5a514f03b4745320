package org.sipha.http;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last word of an upgrade. Times are those of this process.
 *
 * @param upgrade as told
 * @param heardNanos when it was told, also if nothing was new
 * @param newsNanos when {@link Upgrade#updatedAt} was told for the first time
 */
record UpgradeHeard(Upgrade upgrade, long heardNanos, long newsNanos) {
  /** {@code sipha upgrade} says something every 5 s; after this much silence it has ended. */
  static final Duration SILENCE = Duration.ofSeconds(30);

  private static final long MOST_AGO = Duration.ofDays(365).toSeconds();

  /** The last word, after the one before. */
  static UpgradeHeard of(Upgrade upgrade, long heardNanos, @Nullable UpgradeHeard before) {
    if (before != null
        && before.upgrade.id().equals(upgrade.id())
        && before.upgrade.updatedAt().equals(upgrade.updatedAt())) {
      return new UpgradeHeard(upgrade, heardNanos, before.newsNanos);
    }
    return new UpgradeHeard(upgrade, heardNanos, heardNanos);
  }

  /** The newer of two, if there is one at all. */
  static Optional<UpgradeHeard> newest(@Nullable UpgradeHeard one, @Nullable UpgradeHeard other) {
    return Stream.of(Optional.ofNullable(one), Optional.ofNullable(other))
        .flatMap(Optional::stream)
        .max(Comparator.comparing(heard -> heard.upgrade.updatedAt()));
  }

  /** Whether it goes on. */
  boolean isGoingOn(long nowNanos) {
    return upgrade.isActive() && !isSilent(nowNanos);
  }

  /** Whether it has not told how it ended, and says nothing any more. */
  boolean isSilent(long nowNanos) {
    return upgrade.isActive() && nowNanos - heardNanos >= SILENCE.toNanos();
  }

  /** When it ended, of one that isn't active. */
  Instant endedAt() {
    Instant ended = upgrade.endedAt();
    return ended == null ? upgrade.updatedAt() : ended;
  }

  /** How long something of it has taken: until now, on its own clock, where that goes on. */
  long secondsTaken(Instant started, @Nullable Instant ended, long nowNanos) {
    Instant until = ended;
    if (until == null) {
      until = upgrade.isActive() ? upgrade.updatedAt().plusNanos(nowNanos - newsNanos) : endedAt();
    }
    return Math.max(0, Duration.between(started, until).toSeconds());
  }

  /** What {@code GET /upgrade} answers; null: nothing was heard. */
  static JsonObject json(@Nullable UpgradeHeard heard, Moment moment) {
    JsonObject json = new JsonObject();
    if (heard == null) {
      return json.putNull("upgrade")
          .putNull("heardAt")
          .putNull("heardSecondsAgo")
          .put("silent", false);
    }
    return json.put("upgrade", UpgradeJson.of(heard.upgrade))
        .put("heardAt", moment.at(heard.heardNanos).toString())
        .put("heardSecondsAgo", moment.secondsSince(heard.heardNanos))
        .put("silent", heard.isSilent(moment.nanos()));
  }

  /**
   * What another server has answered so: {@code before} if it has heard nothing, for example since
   * it was started again.
   *
   * @throws IllegalArgumentException if that is no such answer
   */
  static @Nullable UpgradeHeard read(
      JsonObject answer, long nowNanos, @Nullable UpgradeHeard before) {
    Fields fields = new Fields(answer);
    if (fields.isNull("upgrade")) {
      return before;
    }
    Upgrade upgrade = UpgradeJson.read(fields.object("upgrade"));
    Duration ago = Duration.ofSeconds(Math.min(fields.number("heardSecondsAgo", 0), MOST_AGO));
    return of(upgrade, nowNanos - ago.toNanos(), before);
  }
}
