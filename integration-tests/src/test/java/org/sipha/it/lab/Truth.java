package org.sipha.it.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.sipha.it.harness.NodeStatus;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.Timeline;
import org.sipha.it.harness.Timeline.Sample;

/**
 * What a scenario knows because it did it: when the two servers couldn't possibly hear one another.
 * The verdicts of both are judged by that, and not by what they say of themselves (SPEC 2).
 */
final class Truth {
  /** {@code addp-timeout}, which the lab leaves at its default. */
  static final Duration ADDP_TIMEOUT = Duration.ofMillis(1_500);

  /** One tick of the core; a verdict may be wrong for this much longer than addp-timeout. */
  private static final Duration TICK = Duration.ofMillis(100);

  /** What a busy machine may add between a fault and the harness's note of it. */
  private static final Duration NOTE = Duration.ofMillis(100);

  private final List<Gap> gaps = new ArrayList<>();

  private record Gap(String why, long fromNanos, long toNanos) {}

  /** From the first moment to the second the servers could not exchange a word. */
  void apart(String why, long fromNanos, long toNanos) {
    gaps.add(new Gap(why, fromNanos, toNanos));
  }

  /** When the servers could speak again for the last time, empty if they always could. */
  OptionalLong lastReunionNanos() {
    return gaps.stream().mapToLong(Gap::toNanos).max();
  }

  /**
   * Fails if a verdict was 1 while the servers had been apart for longer than {@code addp-timeout}
   * and a tick, or at a primary before the settling time had passed since they weren't any more; or
   * if a verdict wasn't what the blockers beside it say.
   *
   * @return how many answers were judged
   */
  int judge(Timeline timeline, Pair pair) {
    int judged = 0;
    for (Server server : pair.servers()) {
      List<Sample> samples = timeline.samplesOf(server);
      samples.forEach(this::judge);
      judged += samples.size();
    }
    return judged;
  }

  void judge(Sample sample) {
    NodeStatus status = sample.status();
    if (!status.role().equals("none")
        && status.readyForSwitchover() != status.blockers().isEmpty()) {
      throw wrong(sample, "ready when, and only when, nothing blocks");
    }
    if (!status.readyForSwitchover()) {
      return;
    }
    for (Gap gap : gaps) {
      long noticed = gap.fromNanos() + ADDP_TIMEOUT.plus(TICK).plus(NOTE).toNanos();
      boolean ended = gap.toNanos() > noticed;
      long until = gap.toNanos();
      if (ended && status.role().equals("primary")) {
        until += Duration.ofSeconds(LabStage.SETTLING_SECONDS).toNanos();
      }
      if (sample.askedNanos() >= noticed && sample.answeredNanos() <= until) {
        long late = Duration.ofNanos(sample.askedNanos() - gap.fromNanos()).toMillis();
        throw wrong(sample, "ready " + late + " ms after: " + gap.why());
      }
    }
  }

  private static AssertionError wrong(Sample sample, String why) {
    return new AssertionError(
        "a wrong verdict of " + sample.server().name() + ": " + why + ": " + sample.status());
  }
}
