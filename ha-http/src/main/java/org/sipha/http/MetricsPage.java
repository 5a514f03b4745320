package org.sipha.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.sipha.core.node.Delays;

/**
 * {@code GET /metrics}: every metric of the {@link MetricCatalogue} as Prometheus reads it.
 *
 * <p>Each answer is written from one snapshot, by a registry that lives as long as the writing:
 * what is there differs from one time to the next, trunks for example, and all numbers of an answer
 * are of the same moment.
 */
final class MetricsPage {
  /** Version 0.0.4 of the text format, which every Prometheus reads. */
  private static final String TEXT = "text/plain; version=0.0.4";

  private static final double NANOS = 1e9;

  private final NodeReader node;

  MetricsPage(NodeReader node) {
    this.node = node;
  }

  void metrics(RoutingContext ctx) {
    node.snapshot()
        .ifPresentOrElse(
            s -> Answers.send(ctx, 200, TEXT, text(s)),
            () ->
                Answers.later(ctx, 503, "the server has just started and has counted nothing yet"));
  }

  private static String text(Snapshot snapshot) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    for (Metric metric : MetricCatalogue.metrics()) {
      if (metric instanceof Metric.Numbers numbers) {
        numbers.samples().apply(snapshot).forEach(sample -> add(registry, numbers, sample));
      } else if (metric instanceof Metric.Histogram histogram) {
        HistogramSnapshot shown = shown(histogram, snapshot);
        registry.getPrometheusRegistry().register(() -> shown);
      }
    }
    return registry.scrape();
  }

  private static void add(
      PrometheusMeterRegistry registry, Metric.Numbers metric, Metric.Sample sample) {
    List<Tag> tags =
        IntStream.range(0, metric.labels().size())
            .mapToObj(i -> Tag.of(metric.labels().get(i), sample.labels().get(i)))
            .toList();
    String name = metric.name().replace('_', '.'); // as Micrometer writes names
    if (metric.counts()) {
      // Of what it counts on Micrometer holds a weak reference; the metric lives for ever.
      FunctionCounter.builder(name, metric, counted -> sample.value())
          .tags(tags)
          .description(metric.meaning())
          .register(registry);
    } else {
      Gauge.builder(name, sample::value)
          .tags(tags)
          .description(metric.meaning())
          .register(registry);
    }
  }

  /** Micrometer's own histograms want to be told each delay; ours have been counted already. */
  private static HistogramSnapshot shown(Metric.Histogram metric, Snapshot snapshot) {
    Delays delays = metric.delays().apply(snapshot);
    List<Double> bounds = new ArrayList<>();
    Delays.BOUNDS_NANOS.forEach(nanos -> bounds.add(nanos / NANOS));
    bounds.add(Double.POSITIVE_INFINITY);
    return HistogramSnapshot.builder()
        .name(metric.name())
        .help(metric.meaning())
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(
                    ClassicHistogramBuckets.of(bounds, List.<Number>copyOf(delays.counts())))
                .sum(delays.sumNanos() / NANOS)
                .build())
        .build();
  }
}
