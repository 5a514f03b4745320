package org.sipha.bench.report;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sipha.bench.Print;
import org.sipha.bench.Results;
import org.sipha.bench.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./dev bench report}: puts the figures of a run into the documents. */
@Command(name = "report", description = "Puts the figures of runs into docs/performance.md.")
public final class ReportCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "what runs have written; of a figure that several have the last one counts")
  private List<Path> files = List.of();

  @Option(
      names = "--micro",
      paramLabel = "FILE",
      description = "what ./dev bench micro has written (JSON of JMH)")
  private @Nullable Path micro;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "the page to put them into (default: ${DEFAULT-VALUE})")
  private Path page = Path.of("docs", "performance.md");

  @Override
  public Integer call() {
    List<Run> runs = files.stream().map(Run::read).toList();
    Path plots = page.resolveSibling("performance");
    PerformancePage.fill(page, runs, Plots.write(plots, Results.of(runs)));
    if (micro != null) {
      PerformancePage.fillMicro(page, micro);
    }
    Print.line("%s and %s are made from %s", page, plots, files);
    return 0;
  }
}
