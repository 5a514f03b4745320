package org.sipha.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.bench.Figure;
import org.sipha.bench.Machine;
import org.sipha.bench.Results;
import org.sipha.bench.Run;
import org.sipha.bench.Sizes;

class PerformancePageTest {
  private static final Run RUN =
      new Run(
          "2026-11-30T12:00:00Z",
          "0123456789ab",
          "./dev bench",
          new Machine(2, "a processor", 24_000, "6.1", "17"),
          Sizes.FULL,
          "Kamailio 5.6.3",
          List.of(
              new Figure("CPU per call, alone", Figure.SIPHA, 0.3, "ms"),
              new Figure("CPU per call, alone", Figure.KAMAILIO, 0.8, "ms"),
              new Figure("CPU per call, replicating, answers protected", Figure.SIPHA, 0.4, "ms")));

  private static final Run GROWTH =
      new Run(
          "2026-11-30T13:00:00Z",
          "ba9876543210",
          "./dev bench growth",
          RUN.machine(),
          Sizes.FULL,
          "",
          List.of(
              new Figure("CPU per call, alone", Figure.SIPHA, 0.2, "ms"),
              new Figure("live heap with 1,000 held calls, primary", Figure.SIPHA, 20, "MB"),
              new Figure("live heap with 100,000 held calls, primary", Figure.SIPHA, 70, "MB")));

  @TempDir private Path directory;

  @Test
  void aRunThatWasWrittenDownIsReadAgain() {
    Path file = directory.resolve("bench.json");

    RUN.write(file);

    assertThat(Run.read(file)).isEqualTo(RUN);
  }

  @Test
  void thePageHasAPlaceForFiguresAndHotPathsAndKeepsWhatPeopleWrote() throws IOException {
    Path page = Files.copy(Path.of("..", "docs", "performance.md"), directory.resolve("page.md"));
    Path jmh = directory.resolve("jmh.json");
    Files.writeString(
        jmh,
        """
        [{"benchmark": "org.sipha.bench.micro.CallTables.find", "params": {"calls": "1000"},
          "primaryMetric": {"score": 91.4, "scoreUnit": "ns/op"},
          "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 24.0}}}]
        """);

    List<Run> runs = List.of(RUN, GROWTH);
    PerformancePage.fill(
        page, runs, Plots.write(directory.resolve("performance"), Results.of(runs)));
    PerformancePage.fillMicro(page, jmh);

    assertThat(page)
        .content()
        .contains("at commit 0123456789ab, beside Kamailio 5.6.3", "| met |")
        .contains("at commit ba9876543210, nothing beside, by `./dev bench growth`")
        .contains("| CPU per call, alone | 0.200 ms | 0.800 ms | 0.250 |")
        .contains("![growth](performance/growth.svg)")
        .contains("![cpu per call](performance/cpu-per-call.svg)")
        .contains("| CallTables.find, calls 1000 | 91.4 ns/op | 24.0 |")
        .contains("## Where the time goes");
    assertThat(directory.resolve("performance").resolve("cpu-per-call.svg"))
        .content()
        .contains("<svg", "</svg>");
  }
}
