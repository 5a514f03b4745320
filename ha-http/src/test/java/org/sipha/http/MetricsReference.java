package org.sipha.http;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.sipha.core.node.Delays;
import org.sipha.core.readiness.BlockerCode;

/** The reference page {@code docs/metrics.md}, in Markdown. */
final class MetricsReference {
  private static final String INTRODUCTION =
      """
      # Metrics

      `GET /metrics` at `http-port` gives what a server measures in the text format of Prometheus (version 0.0.4). No token \
      is needed. This page is made from the metric catalogue (`MetricCatalogue` in `ha-http`).

      - All numbers of an answer are of one moment. A server that hangs shows readiness 0, no role and the blocker \
      `view-stale`; its other numbers are the last ones known.
      - Both servers of a pair are asked. What belongs to calls grows where it happens: answers and delays on the primary, so \
      a sum over both servers goes on through a switchover.
      - A counter (`_total`) and a histogram begin at 0 with each process, as `rate()` and `increase()` expect.
      - What is unknown is absent, not 0; the metric says when.
      - Codes of `sipha_blocker`: %s.
      - Ranges of the histograms in seconds: %s.

      The directory `share/monitoring` of the tarball has what to begin with: `prometheus.yml` (how the servers are found, and the \
      label `pair` that tells pairs apart), `sipha-alerts.yml` (alert rules) and `sipha-dashboard.json` (a dashboard for \
      Grafana: *Dashboards*, *New*, *Import*).

      | Alert | What it means |
      |---|---|
      | `SiphaNotReadyForSwitchover` | a server has reported 0 for 10 minutes: the pair is unprotected |
      | `SiphaPairUnprotected` | a primary has been without protection for 5 minutes, as the event [`pair-unprotected`](events.md) |
      | `SiphaConnectionDown` | no HA connection for a minute |
      | `SiphaUnprotectedAnswers` | for 5 minutes answers have gone on without the backup's confirmation |
      | `SiphaDoubleFailure` | a switchover or failover could not carry every call |
      | `SiphaNoPrimary` | nobody serves calls |
      | `SiphaNoQuorum` | the arbiter has no quorum, and the primary serves by the backup's promise alone |
      | `SiphaTwoPrimaries` | both servers are primary for a minute |
      | `SiphaCertificateExpires` | a certificate expires within 14 days |
      | `SiphaConfigurationRejected` | the newest configuration can't be used |
      | `SiphaConfigurationServerUnreached` | the configuration server has not been reached for 10 minutes |
      """;

  private MetricsReference() {}

  /** The whole page. */
  static String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION.formatted(codes(), bounds()));
    for (MetricCatalogue.Group group : MetricCatalogue.GROUPS) {
      page.append("\n## ").append(group.title());
      page.append("\n\n| Metric | Type | Labels | |\n|---|---|---|---|\n");
      group.metrics().forEach(metric -> page.append(row(metric)));
    }
    return page.toString();
  }

  private static String row(Metric metric) {
    String labels =
        metric.labels().stream().map(MetricsReference::code).collect(Collectors.joining(", "));
    return "| %s | %s | %s | %s |\n"
        .formatted(code(metric.name()), metric.type(), labels, metric.meaning());
  }

  private static String codes() {
    return Arrays.stream(BlockerCode.values())
        .map(code -> code(code.toString()))
        .collect(Collectors.joining(", "));
  }

  private static String bounds() {
    return Delays.BOUNDS_NANOS.stream()
        .map(nanos -> BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(", "));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
