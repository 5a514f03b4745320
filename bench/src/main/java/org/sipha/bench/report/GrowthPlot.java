package org.sipha.bench.report;

import static org.sipha.bench.Figure.SIPHA;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.sipha.bench.Figure;
import org.sipha.bench.Results;

/** How costs grow with the number of held calls, each against what it is with the fewest. */
final class GrowthPlot {
  private static final String NUMBER = "([\\d,]+)";

  /** What stands beside a curve, and the names of its figures. */
  private record Curve(String label, Pattern figures) {
    static Curve of(String label, String figures) {
      return new Curve(label, Pattern.compile(figures.replace("#", NUMBER)));
    }
  }

  private static final List<Curve> CURVES =
      List.of(
          Curve.of("live heap, primary", "live heap with # held calls, primary"),
          Curve.of("live heap, backup", "live heap with # held calls, backup"),
          Curve.of("CPU without load", "CPU per second with # held calls, without load"),
          Curve.of("new session, bytes", "new session with # equal calls, HA connection"),
          Curve.of("new session, time", "new session with # equal calls, until level"),
          Curve.of("kill to answer", "kill to the first answer, # held calls, median"));

  private GrowthPlot() {}

  /** Writes it if there are figures for it. */
  static Optional<Path> write(Path file, Results results) {
    XYChart chart =
        new XYChartBuilder()
            .width(Plots.WIDTH)
            .height(Plots.HEIGHT)
            .title("Costs of held calls, as multiples of the leftmost")
            .xAxisTitle("held calls")
            .build();
    chart.getStyler().setChartBackgroundColor(java.awt.Color.WHITE);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    for (Curve curve : CURVES) {
      Map<Integer, Double> points = points(curve, results);
      if (points.size() > 1) {
        double first = points.values().iterator().next();
        chart.addSeries(
            curve.label(),
            List.copyOf(points.keySet()),
            points.values().stream().map(value -> value / first).toList());
      }
    }
    if (chart.getSeriesMap().isEmpty()) {
      return Optional.empty();
    }
    Plots.save(chart, file);
    return Optional.of(file);
  }

  private static Map<Integer, Double> points(Curve curve, Results results) {
    Map<Integer, Double> points = new TreeMap<>();
    for (Figure figure : results.figures()) {
      Matcher name = curve.figures().matcher(figure.name());
      // A logarithm has no place for a cost that was too small to be seen.
      if (figure.subject().equals(SIPHA) && name.matches() && figure.value() > 0) {
        points.put(Integer.valueOf(name.group(1).replace(",", "")), figure.value());
      }
    }
    return points;
  }
}
