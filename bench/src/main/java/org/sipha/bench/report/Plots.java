package org.sipha.bench.report;

import static org.sipha.bench.Figure.KAMAILIO;
import static org.sipha.bench.Figure.SIPHA;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.sipha.bench.Results;

/** Bars of this server beside Kamailio's, as SVG. */
final class Plots {
  static final int WIDTH = 760;
  static final int HEIGHT = 360;

  private Plots() {}

  /** A group of bars: what stands below it, and the figure that it shows. */
  private record Bar(String label, String figure) {}

  /**
   * Writes those plots for which there are figures.
   *
   * @return the files
   */
  static List<Path> write(Path directory, Results results) {
    List<Path> written = new ArrayList<>();
    plot(
        directory.resolve("cpu-per-call.svg"),
        "CPU time per call (ms)",
        results,
        List.of(
            new Bar("alone", "CPU per call, alone"),
            new Bar("replicating", "CPU per call, replicating"),
            new Bar("answers protected", "CPU per call, replicating, answers protected"),
            new Bar("backup", "CPU per call, backup, replicating")),
        written);
    plot(
        directory.resolve("set-up.svg"),
        "From INVITE to 200, replicating (ms)",
        results,
        List.of(
            new Bar("p50", "set-up p50, replicating"),
            new Bar("p99", "set-up p99, replicating"),
            new Bar("p99.9", "set-up p99.9, replicating")),
        written);
    plot(
        directory.resolve("memory-per-call.svg"),
        "Memory per held call (bytes)",
        results,
        List.of(
            new Bar("primary", "memory per held call, primary"),
            new Bar("backup", "memory per held call, backup")),
        written);
    GrowthPlot.write(directory.resolve("growth.svg"), results).ifPresent(written::add);
    return written;
  }

  private static void plot(
      Path file, String title, Results results, List<Bar> bars, List<Path> written) {
    List<Bar> measured =
        bars.stream().filter(bar -> results.find(bar.figure(), SIPHA).isPresent()).toList();
    if (measured.isEmpty()) {
      return;
    }
    CategoryChart chart =
        new CategoryChartBuilder().width(WIDTH).height(HEIGHT).title(title).build();
    chart.getStyler().setChartBackgroundColor(java.awt.Color.WHITE);
    chart.getStyler().setLabelsVisible(true);
    chart.getStyler().setLabelsFontColorAutomaticEnabled(false);
    List<String> labels = measured.stream().map(Bar::label).toList();
    chart.addSeries("this server", labels, values(measured, SIPHA, results));
    if (measured.stream().anyMatch(bar -> results.find(bar.figure(), KAMAILIO).isPresent())) {
      chart.addSeries("Kamailio", labels, values(measured, KAMAILIO, results));
    }
    save(chart, file);
    written.add(file);
  }

  static void save(Chart<?, ?> chart, Path file) {
    try {
      Files.createDirectories(file.getParent());
      VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Double> values(List<Bar> bars, String subject, Results results) {
    List<Double> values = new ArrayList<>();
    for (Bar bar : bars) {
      OptionalDouble value = results.find(bar.figure(), subject);
      // XChart leaves a bar out where there is null.
      values.add(value.isPresent() ? rounded(value.getAsDouble()) : null);
    }
    return values;
  }

  /** Its text stands in the bar. */
  private static double rounded(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(3)).doubleValue();
  }
}
