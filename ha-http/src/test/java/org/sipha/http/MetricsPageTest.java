package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sipha.core.node.Delays;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.Synchronization;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.role.RightState;
import org.sipha.core.sync.SyncState;
import org.sipha.http.ConfigurationState.Rejected;
import org.sipha.http.ConfigurationState.Server;
import org.sipha.http.ConfigurationState.Waiting;
import org.sipha.http.PrometheusText.Family;

/** {@code GET /metrics}, read as strictly as can be, on a primary and on a backup. */
class MetricsPageTest extends HttpTest {
  private static final Instant EXPIRY = Instant.parse("2027-01-01T00:00:00Z");

  private Map<String, Family> scraped() throws Exception {
    HttpResponse<String> response = get("/metrics");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .contains("text/plain; version=0.0.4;charset=utf-8");
    return PrometheusText.parsed(response.body());
  }

  private double value(String name) throws Exception {
    return scraped().get(name).value();
  }

  private Map<String, Double> samples(String name) throws Exception {
    return scraped().get(name).samples;
  }

  /** Trunks, certificates, a configuration server and a grid, so that nothing is unknown. */
  private void hasEverything() {
    node.right = new NodeView.Right(RightState.HELD, 1_003 * Node.SECOND, null);
    node.grid = GridPagesTest.recovering();
    node.trunks = List.of(new SipFigures.Trunk("west", true, 12, 30));
    node.certificates =
        List.of(
            new CertificateState("certificate", "CN=sips-a", EXPIRY, 39),
            new CertificateState("sip-tls-cert", "CN=\"a\\b\nc\"", EXPIRY, 39));
    node.configuration.state =
        new ConfigurationState(
            "http://config/",
            Node.NOON,
            List.of(),
            List.of(),
            null,
            new Server(null, Node.NOON, null));
  }

  private void assertComplete() throws Exception {
    Map<String, Family> families = scraped();
    assertThat(families.keySet())
        .containsExactlyInAnyOrderElementsOf(
            MetricCatalogue.metrics().stream().map(Metric::name).toList());
    for (Metric metric : MetricCatalogue.metrics()) {
      Family family = families.get(metric.name());
      assertThat(family.type).as(metric.name()).isEqualTo(metric.type());
      assertThat(family.help).isEqualTo(metric.meaning());
      assertThat(family.labels)
          .as(metric.name())
          .allSatisfy(names -> assertThat(names).hasSameElementsAs(metric.labels()));
    }
  }

  @Test
  void everyMetricOfTheCatalogueIsThereOnAPrimary() throws Exception {
    hasEverything();
    assertComplete();
    assertThat(samples("sipha_role"))
        .isEqualTo(Map.of("{role=primary}", 1.0, "{role=backup}", 0.0, "{role=none}", 0.0));
    assertThat(value("sipha_ready_for_switchover")).isEqualTo(1);
    assertThat(value("sipha_ready_for_upgrade")).isZero();
    assertThat(value("sipha_serving")).isEqualTo(1);
    assertThat(samples("sipha_right")).containsEntry("{state=held}", 1.0);
    assertThat(value("sipha_right_seconds")).isEqualTo(3);
    assertThat(samples("sipha_blocker").values()).containsOnly(0.0);
  }

  @Test
  void everyMetricOfTheCatalogueIsThereOnABackup() throws Exception {
    hasEverything();
    node.isBackupBlockedBy(Node.blocker(BlockerCode.CALLS_UNSYNCHRONIZED, "1,204 of 30,000"));
    assertComplete();
    assertThat(samples("sipha_role")).containsEntry("{role=backup}", 1.0);
    assertThat(value("sipha_ready_for_switchover")).isZero();
    assertThat(value("sipha_ready_for_upgrade")).isEqualTo(1);
    assertThat(value("sipha_synchronization_missing_calls")).isEqualTo(1_204);
    assertThat(value("sipha_synchronization_synchronized_calls")).isEqualTo(500);
    assertThat(value("sipha_synchronization_limit_calls")).isEqualTo(500);
    assertThat(value("sipha_synchronization_configured_limit_calls")).isEqualTo(700);
    assertThat(samples("sipha_synchronization_state")).containsEntry("{state=running}", 1.0);
  }

  @Test
  void everyBlockerIsThereAndThoseThatHoldAre1() throws Exception {
    node.isBackupBlockedBy(Node.blocker(BlockerCode.HA_CONNECTION_SUSPECT, "silent"));
    Map<String, Double> blockers = samples("sipha_blocker");
    assertThat(blockers.keySet())
        .isEqualTo(
            Arrays.stream(BlockerCode.values())
                .map(code -> "{code=" + code + "}")
                .collect(Collectors.toSet()));
    assertThat(blockers.remove("{code=ha-connection-suspect}")).isEqualTo(1);
    assertThat(blockers.values()).containsOnly(0.0);
  }

  @Test
  void aNodeThatHangsIsNotReadyAndItsViewIsStale() throws Exception {
    node.passNanos(2 * Node.SECOND);
    assertThat(value("sipha_ready_for_switchover")).isZero();
    assertThat(value("sipha_ready_for_upgrade")).isZero();
    assertThat(value("sipha_serving")).isZero();
    assertThat(samples("sipha_blocker")).containsEntry("{code=view-stale}", 1.0);
    assertThat(samples("sipha_role")).containsEntry("{role=none}", 1.0);
  }

  @Test
  void whatIsUnknownIsAbsent() throws Exception {
    node.connection = ConnectionState.DOWN;
    node.secondsWithoutTraffic = null;
    node.synchronization = new Synchronization(SyncState.DOWN, 0, 0, 0, 500, -1, List.of());
    Map<String, Family> families = scraped();
    assertThat(families)
        .doesNotContainKeys(
            "sipha_synchronization_missing_calls",
            "sipha_synchronization_synchronized_calls",
            "sipha_synchronization_limit_calls",
            "sipha_sip_idle_seconds",
            "sipha_trunk_calls",
            "sipha_certificate_expiry_timestamp_seconds",
            "sipha_configuration_server_reached");
    assertThat(samples("sipha_ha_connection")).containsEntry("{state=down}", 1.0);
    assertThat(samples("sipha_synchronization_state")).containsEntry("{state=down}", 1.0);
  }

  @Test
  void eachNumberComesFromItsSource() throws Exception {
    hasEverything();
    node.unprotectedFor = Optional.of(Duration.ofMillis(61_500));
    assertThat(value("sipha_unprotected_seconds")).isEqualTo(61.5);
    assertThat(value("sipha_epoch")).isEqualTo(7);
    assertThat(value("sipha_ha_sessions_established_total")).isEqualTo(2);
    assertThat(value("sipha_role_changes_total")).isEqualTo(3);
    assertThat(value("sipha_double_failures_total")).isEqualTo(4);
    assertThat(value("sipha_unprotected_answers_total")).isEqualTo(5);
    assertThat(samples("sipha_ha_bytes_total"))
        .isEqualTo(Map.of("{direction=sent}", 1_000.0, "{direction=received}", 2_000.0));
    assertThat(value("sipha_ha_sockets_refused_total")).isEqualTo(31);
    assertThat(value("sipha_calls_set_up_total")).isEqualTo(42);
    assertThat(value("sipha_multisite_calls")).isEqualTo(1);
    assertThat(value("sipha_registrations")).isEqualTo(19);
    assertThat(samples("sipha_sip_requests_total"))
        .isEqualTo(Map.of("{direction=received}", 11.0, "{direction=sent}", 12.0));
    assertThat(samples("sipha_sip_answers_total"))
        .hasSize(12)
        .containsEntry("{class=1xx, direction=received}", 101.0)
        .containsEntry("{class=6xx, direction=received}", 106.0)
        .containsEntry("{class=2xx, direction=sent}", 202.0);
    assertThat(samples("sipha_sip_retransmissions_total"))
        .isEqualTo(Map.of("{direction=received}", 13.0, "{direction=sent}", 14.0));
    assertThat(samples("sipha_trunk_calls")).isEqualTo(Map.of("{trunk=west}", 12.0));
    assertThat(samples("sipha_trunk_capacity_calls")).isEqualTo(Map.of("{trunk=west}", 30.0));
    assertThat(value("sipha_sip_idle_seconds")).isEqualTo(7);
    assertThat(samples("sipha_certificate_expiry_timestamp_seconds"))
        .containsEntry("{option=certificate, subject=CN=sips-a}", (double) EXPIRY.getEpochSecond())
        .containsKey("{option=sip-tls-cert, subject=CN=\"a\\b\nc\"}");
    assertThat(samples("sipha_server_info"))
        .isEqualTo(Map.of("{server=sips-a, server_id=1, version=0.1.0}", 1.0));
    assertThat(value("sipha_process_cpu_seconds_total")).isPositive();
    assertThat(value("sipha_process_memory_bytes")).isGreaterThan(1_000_000);
    assertThat(value("sipha_process_threads")).isPositive();
  }

  @Test
  void aRejectedConfigurationAndWhatWaitsAreShown() throws Exception {
    assertThat(value("sipha_configuration_rejected")).isZero();
    node.configuration.state =
        new ConfigurationState(
            "http://config/",
            Node.NOON,
            List.of(),
            List.of(new Waiting("[TServer]", "sip-port", "5060", "5070", "restart")),
            new Rejected(Node.NOON, List.of("a problem")),
            new Server("refused", Node.NOON, null));
    assertThat(value("sipha_configuration_rejected")).isEqualTo(1);
    assertThat(value("sipha_configuration_waiting_options")).isEqualTo(1);
    assertThat(value("sipha_configuration_server_reached")).isZero();
  }

  @Test
  void delaysAreBucketsInSeconds() throws Exception {
    node.replicationDelay.add(800_000);
    node.replicationDelay.add(150_000_000);
    node.replicationDelay.add(20 * Node.SECOND);
    node.queueing.add(3_000_000);
    Map<String, Family> families = scraped();
    Family delay = families.get("sipha_replication_delay_seconds");
    assertThat(delay.buckets).hasSize(Delays.BOUNDS_NANOS.size() + 1);
    assertThat(delay.buckets)
        .containsEntry(0.0005, 0.0)
        .containsEntry(0.001, 1.0)
        .containsEntry(0.1, 1.0)
        .containsEntry(0.25, 2.0)
        .containsEntry(10.0, 2.0)
        .containsEntry(Double.POSITIVE_INFINITY, 3.0);
    assertThat(delay.samples).containsEntry("_sum{}", 20.1508);
    assertThat(families.get("sipha_sip_queueing_delay_seconds").buckets)
        .containsEntry(0.0025, 0.0)
        .containsEntry(0.005, 1.0);
  }

  @Test
  void anAnswerShowsThingsAsTheyAreNow() throws Exception {
    hasEverything();
    assertThat(samples("sipha_trunk_calls")).containsOnlyKeys("{trunk=west}");
    node.trunks = List.of(new SipFigures.Trunk("east", true, 1, 0));
    assertThat(samples("sipha_trunk_calls")).isEqualTo(Map.of("{trunk=east}", 1.0));
  }

  @Test
  void aServerThatHasJustStartedHasNothingToCountYet() throws Exception {
    node.hasSpoken = false;
    HttpResponse<String> response = get("/metrics");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).contains("1");
  }
}
