package org.sipha.http;

import java.util.List;

/**
 * All metrics there are. To add one, declare it in {@link PairMetrics}, {@link GridFigures}, {@link
 * TrafficMetrics} or {@link ServerMetrics} and write the reference page anew (the test that
 * compares it says how).
 */
final class MetricCatalogue {
  /** Metrics that belong together. */
  record Group(String title, List<Metric> metrics) {}

  /** Every metric, in the order in which they are explained. */
  static final List<Group> GROUPS =
      List.of(
          new Group("The pair", PairMetrics.ALL),
          new Group("The grid", GridFigures.METRICS),
          new Group("Calls and SIP", TrafficMetrics.ALL),
          new Group("The server", ServerMetrics.ALL));

  private MetricCatalogue() {}

  static List<Metric> metrics() {
    return GROUPS.stream().flatMap(group -> group.metrics().stream()).toList();
  }
}
