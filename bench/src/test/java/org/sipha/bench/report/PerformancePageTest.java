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

    PerformancePage.fill(page, RUN, Plots.write(directory.resolve("performance"), RUN));
    PerformancePage.fillMicro(page, jmh);

    assertThat(page)
        .content()
        .contains("at commit 0123456789ab, beside Kamailio 5.6.3", "| met |")
        .contains("![cpu per call](performance/cpu-per-call.svg)")
        .contains("| CallTables.find, calls 1000 | 91.4 ns/op | 24.0 |")
        .contains("## Where the time goes");
    assertThat(directory.resolve("performance").resolve("cpu-per-call.svg"))
        .content()
        .contains("<svg", "</svg>");
  }
}
