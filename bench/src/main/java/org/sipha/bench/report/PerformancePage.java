package org.sipha.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.sipha.bench.Machine;
import org.sipha.bench.Print;
import org.sipha.bench.Results;
import org.sipha.bench.Run;
import org.sipha.bench.Summary;

/**
 * {@code docs/performance.md}: text that people write, and between marks what is made from a run.
 */
final class PerformancePage {
  private PerformancePage() {}

  /** Puts the figures and the plots in. */
  static void fill(Path page, List<Run> runs, List<Path> plots) {
    Summary summary = new Summary(Results.of(runs));
    String from = runs.stream().map(PerformancePage::from).collect(Collectors.joining("\n\n"));
    String images =
        plots.stream()
            .map(plot -> "![%s](performance/%s)".formatted(title(plot), plot.getFileName()))
            .collect(Collectors.joining("\n\n"));
    put(
        page,
        "figures",
        String.join("\n", from, "", summary.figures(), images, "", summary.targets()));
  }

  private static String from(Run run) {
    Machine machine = run.machine();
    String beside = run.compared().isEmpty() ? "nothing beside" : "beside " + run.compared();
    return "Measured %s at commit %s, %s, by `%s`. Machine: %d cores (%s), %,d MB of memory, Linux %s, JDK %s."
        .formatted(
            run.date(),
            run.commit(),
            beside,
            run.command(),
            machine.cores(),
            machine.processor(),
            machine.memoryMegabytes(),
            machine.kernel(),
            machine.jdk());
  }

  /** Puts the figures of JMH in. */
  static void fillMicro(Path page, Path jmh) {
    StringBuilder table = new StringBuilder("| | time | bytes allocated |\n|---|--:|--:|\n");
    try {
      for (JsonNode each : new ObjectMapper().readTree(jmh.toFile())) {
        JsonNode time = each.path("primaryMetric");
        JsonNode bytes = each.path("secondaryMetrics").path("gc.alloc.rate.norm").path("score");
        String name = each.path("benchmark").asText();
        table.append(
            "| %s%s | %s %s | %s |\n"
                .formatted(
                    name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
                    parameters(each.path("params")),
                    Print.number(time.path("score").asDouble()),
                    time.path("scoreUnit").asText(),
                    bytes.isNumber() ? Print.number(bytes.asDouble()) : ""));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(jmh + " is no JSON of JMH", e);
    }
    put(page, "hot paths", table.toString());
  }

  private static String parameters(JsonNode given) {
    return given.properties().stream()
        .map(each -> ", " + each.getKey() + " " + each.getValue().asText())
        .collect(Collectors.joining());
  }

  private static String title(Path plot) {
    return plot.getFileName().toString().replace(".svg", "").replace('-', ' ');
  }

  private static void put(Path page, String place, String text) {
    String begin = "<!-- " + place + ": begin, made by ./dev bench report -->";
    String end = "<!-- " + place + ": end -->";
    try {
      String all = Files.readString(page);
      int from = all.indexOf(begin);
      int to = all.indexOf(end);
      if (from < 0 || to < from) {
        throw new IllegalStateException(page + " has no place between " + begin + " and " + end);
      }
      Files.writeString(
          page, all.substring(0, from) + begin + "\n" + text.strip() + "\n" + all.substring(to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
