package org.sipha.http;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An upgrade of the pair, as {@code sipha upgrade} tells of it. Times are of the clock of the host
 * where that runs. Its JSON is {@link UpgradeJson}.
 *
 * @param id of this upgrade, also when it is resumed
 * @param pair {@code pair-name}
 * @param by who runs it: user and host
 * @param to the version that both servers get
 * @param from the version that each server had, by its name
 * @param text in a sentence what it does, what it waits for, or how it has ended
 * @param updatedAt when the rest was so
 * @param endedAt null while it is active
 * @param steps in their order, the planned ones too
 * @param report what became of the calls, null if that isn't known yet
 */
record Upgrade(
    String id,
    String pair,
    String by,
    String to,
    Map<String, String> from,
    State state,
    String text,
    Instant startedAt,
    Instant updatedAt,
    @Nullable Instant endedAt,
    List<Step> steps,
    @Nullable Report report) {

  /** Copies what could change. */
  Upgrade {
    steps = List.copyOf(steps);
  }

  /** How far it is. */
  enum State {
    RUNNING,
    /** For a gate to open. */
    WAITING,
    DONE,
    /** A gate stayed closed for too long; it can be resumed or rolled back. */
    REFUSED,
    ROLLED_BACK,
    FAILED;

    @Override
    public String toString() {
      return spelled(this);
    }
  }

  /**
   * One step.
   *
   * @param name {@code stop}, {@code install} and so on
   * @param node the server that it concerns, null for both
   * @param text in words what it waits for or what came of it, may be empty
   * @param startedAt null as long as it is planned
   * @param endedAt null until it has ended
   */
  record Step(
      String name,
      @Nullable String node,
      StepState state,
      String text,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt) {}

  /** How far a step is. */
  enum StepState {
    PLANNED,
    RUNNING,
    WAITING,
    DONE,
    FAILED,
    REFUSED;

    @Override
    public String toString() {
      return spelled(this);
    }
  }

  /**
   * What became of the calls.
   *
   * @param before calls before the switchovers
   * @param carried of them, those that went on
   * @param ended of them, those whose parties ended them
   * @param lost ids of those that were lost, the first ones if they are many
   * @param lostCount all that were lost, at least those named
   */
  record Report(long before, long carried, long ended, List<String> lost, long lostCount) {
    /** Copies the list. */
    Report {
      lost = List.copyOf(lost);
    }
  }

  /** Whether it goes on, as far as it has told. */
  boolean isActive() {
    return state == State.RUNNING || state == State.WAITING;
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
