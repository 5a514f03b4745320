package org.sipha.http;

import java.util.List;
import org.sipha.core.node.NodeView;
import org.sipha.http.Metric.Sample;

/** One server: who it is, its certificates, its configuration, its process. */
final class ServerMetrics {
  private static final double NANOS = 1e9;

  static final List<Metric> ALL =
      List.of(
          Metric.labelled(
              "sipha_server_info",
              List.of("server", "server_id", "version"),
              "Always 1; the labels say which server this is.",
              ServerMetrics::info),
          Metric.labelled(
              "sipha_certificate_expiry_timestamp_seconds",
              List.of("option", "subject"),
              "When each certificate in use expires, in seconds since 1970. The days left are this"
                  + " minus `time()`, divided by 86400. Absent without certificates.",
              ServerMetrics::certificates),
          Metric.flag(
              "sipha_configuration_rejected",
              "1 while the newest configuration is rejected and the one before holds, else 0.",
              s -> s.configuration().rejected() != null),
          Metric.gauge(
              "sipha_configuration_waiting_options",
              "Options that were changed and are not in force yet.",
              s -> s.configuration().waiting().size()),
          Metric.labelled(
              "sipha_configuration_server_reached",
              List.of(),
              "1 if the configuration server is reached, else 0. Absent if the configuration is"
                  + " read from a file.",
              ServerMetrics::configurationServer),
          Metric.counter(
              "sipha_process_cpu_seconds_total",
              "Processor time that the process has used.",
              s -> s.process().cpuNanos() / NANOS),
          Metric.gauge(
              "sipha_process_memory_bytes",
              "Memory of the process: resident where the system tells, else what the JVM uses.",
              s -> s.process().memoryBytes()),
          Metric.gauge(
              "sipha_process_threads", "Threads of the process.", s -> s.process().threads()));

  private ServerMetrics() {}

  private static List<Sample> info(Snapshot s) {
    NodeView view = s.view();
    return List.of(
        new Sample(
            List.of(view.nodeName(), Integer.toString(view.serverId()), view.productVersion()), 1));
  }

  private static List<Sample> certificates(Snapshot s) {
    return s.certificates().stream()
        .map(
            certificate ->
                new Sample(
                    List.of(certificate.option(), certificate.subject()),
                    certificate.notAfter().getEpochSecond()))
        .toList();
  }

  private static List<Sample> configurationServer(Snapshot s) {
    return s.configuration().server() == null
        ? List.of()
        : List.of(new Sample(List.of(), s.configuration().isServerReached() ? 1 : 0));
  }
}
