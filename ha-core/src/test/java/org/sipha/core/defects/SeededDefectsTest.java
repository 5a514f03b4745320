package org.sipha.core.defects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A simulation that never fails proves nothing. {@code ./dev soak defects} puts each known defect
 * into the core and looks how many histories it takes to notice, and which of the other tests do
 * where the simulation doesn't; a plain build does that for those that are noticed soon, and sees
 * that the others still apply and compile.
 *
 * <p>{@code -Dsipha.defects.histories=N} says how many histories each defect has, {@code
 * -Dsipha.defects.only=NAME,NAME} which defects are tried.
 */
@Tag("defects")
class SeededDefectsTest {
  private static final int PLAIN_HISTORIES = 300;
  private static final @Nullable Integer HISTORIES = Integer.getInteger("sipha.defects.histories");
  private static final String ONLY = System.getProperty("sipha.defects.only", "");

  private static final Set<String> SOON =
      Set.of(
          "sixty-seconds-are-skipped",
          "missing-calls-are-not-sent",
          "backup-ignores-ends",
          "denied-right-is-taken",
          "batch-never-ends");

  /** What noticed a defect, in words; null if nothing did. */
  private record Verdict(Defect defect, @Nullable String noticed) {
    boolean isCaught() {
      return noticed != null;
    }
  }

  static List<Defect> all() {
    return Defect.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyDefectStillAppliesAndCompiles(Defect defect) throws Exception {
    try (BrokenCore core = new BrokenCore(defect)) {
      assertThat(core.create(LongConsumer.class, "org.sipha.core.simulation.OneHistory"))
          .isNotNull();
    }
  }

  @Test
  void everyDefectIsNoticed() {
    List<Verdict> verdicts = chosen().parallel().map(SeededDefectsTest::judge).toList();
    assertThat(verdicts).isNotEmpty().allMatch(Verdict::isCaught);
  }

  private static Stream<Defect> chosen() {
    List<String> only = Arrays.stream(ONLY.split(",")).filter(s -> !s.isBlank()).toList();
    return all().stream()
        .filter(d -> only.isEmpty() || only.contains(d.name()))
        .filter(d -> HISTORIES != null || SOON.contains(d.name()));
  }

  private static int histories() {
    return HISTORIES == null ? PLAIN_HISTORIES : HISTORIES;
  }

  private static Verdict judge(Defect defect) {
    String noticed = bySimulation(defect);
    if (noticed == null && HISTORIES != null) {
      noticed =
          OtherTests.thatFail(defect)
              .map(tests -> "NOT in " + histories() + " histories, but by " + tests)
              .orElse(null);
    }
    Verdict verdict = new Verdict(defect, noticed);
    System.out.printf(
        "FIGURE defect %s: %s%n", defect, verdict.isCaught() ? verdict.noticed() : "NOT NOTICED");
    return verdict;
  }

  private static @Nullable String bySimulation(Defect defect) {
    try (BrokenCore core = new BrokenCore(defect)) {
      LongConsumer history =
          core.create(LongConsumer.class, "org.sipha.core.simulation.OneHistory");
      for (long seed = 1; seed <= histories(); seed++) {
        try {
          history.accept(seed);
        } catch (AssertionError | RuntimeException e) {
          return "history " + seed + ", " + invariant(e);
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the innermost failure says, without the figures of this history. */
  private static String invariant(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return text.substring(0, Math.min(100, text.length()));
  }
}
