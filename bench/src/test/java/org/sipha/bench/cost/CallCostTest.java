package org.sipha.bench.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A call costs what it cost before. Time isn't measured here: counts say more on a machine that
 * does other things as well.
 */
class CallCostTest {
  private static final Path BASELINE = Path.of("baseline.properties");
  private static final double TOLERANCE = 0.10;
  private static final String JDK = "jdk";

  @Test
  void aCallAllocatesAndSendsNoMoreThanTheBaseline() throws IOException {
    // On a thread of its own, with nothing below it: an exception costs what its stack is deep.
    Map<String, Double> counts =
        CompletableFuture.supplyAsync(CallCost::measure, work -> new Thread(work).start()).join();
    if (Boolean.getBoolean("sipha.cost.accept")) {
      write(counts);
    }
    Properties baseline = new Properties();
    try (var reader = Files.newBufferedReader(BASELINE)) {
      baseline.load(reader);
    }
    boolean isSameJdk =
        baseline.getProperty(JDK).equals(String.valueOf(Runtime.version().feature()));
    List<String> dearer = new ArrayList<>();
    counts.forEach(
        (name, now) -> {
          double before = Double.parseDouble(baseline.getProperty(name, "0"));
          String change = "%s per call: %.1f, was %.1f".formatted(name, now, before);
          print(change);
          // Another JDK's own classes allocate differently; what is sent is ours alone.
          boolean isComparable = isSameJdk || name.startsWith("ha.");
          if (isComparable && now > before * (1 + TOLERANCE)) {
            dearer.add(change);
          }
        });
    assertThat(dearer)
        .as("more than a tenth above baseline.properties; if that is meant: ./dev bench accept")
        .isEmpty();
    assertThat(baseline.stringPropertyNames())
        .as("counts of baseline.properties; after a change of names: ./dev bench accept")
        .hasSize(counts.size() + 1);
  }

  @SuppressWarnings("SystemOut") // the report of a run is its output
  private static void print(String line) {
    System.out.println("COST " + line);
  }

  private static void write(Map<String, Double> counts) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# What a call costs, as CallCostTest counts it; written by ./dev bench accept.");
    lines.add(JDK + " = " + Runtime.version().feature());
    counts.forEach(
        (name, count) -> lines.add(String.format(Locale.ROOT, "%s = %.1f", name, count)));
    Files.write(BASELINE, lines);
  }
}
