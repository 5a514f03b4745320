package org.sipha.http;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.role.RightState;
import org.sipha.core.role.Role;
import org.sipha.core.sync.SyncState;
import org.sipha.http.Metric.Sample;

/** Readiness, roles, the HA connection and what goes over it. */
final class PairMetrics {
  static final List<Metric> ALL =
      List.of(
          Metric.flag(
              "sipha_ready_for_switchover",
              "1 if a switchover loses no call, else 0.",
              s -> s.view().readiness().forSwitchover()),
          Metric.flag(
              "sipha_ready_for_upgrade",
              "1 if this server may be stopped and upgraded, else 0; always 0 on a primary.",
              s -> s.view().readiness().forUpgrade()),
          Metric.flags(
              "sipha_blocker",
              "code",
              "1 while that condition holds readiness at 0, or is shown beside those that do; else"
                  + " 0.",
              BlockerCode.values(),
              PairMetrics::blockers),
          Metric.flags(
              "sipha_role",
              "role",
              "1 for the role of this server, 0 for the others.",
              Role.values(),
              s -> Set.of(s.view().role())),
          Metric.flag(
              "sipha_serving", "1 while this server serves SIP, else 0.", s -> s.view().serving()),
          Metric.flags(
              "sipha_right",
              "state",
              "1 for how this server stands to the right to serve, 0 for the others: `unrenewed` and"
                  + " `promised` mean that the arbiter isn't reached or has no quorum.",
              RightState.values(),
              s -> Set.of(s.view().right().state())),
          new Metric.Numbers(
              "sipha_right_seconds",
              false,
              List.of(),
              "Seconds until the right to serve ends unless it is renewed. Absent where it has no"
                  + " end or isn't held.",
              s ->
                  RightShown.secondsLeft(s.view(), s.moment()).stream()
                      .mapToObj(seconds -> new Sample(List.of(), seconds))
                      .toList()),
          Metric.counter(
              "sipha_role_changes_total",
              "How often the role has changed.",
              s -> s.view().counts().roleChanges()),
          Metric.gauge(
              "sipha_epoch",
              "The epoch in which this server serves or last served, 0 if it never did.",
              s -> s.view().epoch()),
          Metric.counter(
              "sipha_double_failures_total",
              "Switchovers and failovers that could not carry every call.",
              s -> s.view().counts().doubleFailures()),
          Metric.flags(
              "sipha_ha_connection",
              "state",
              "1 for the state of the HA connection, 0 for the others.",
              ConnectionState.values(),
              s -> Set.of(s.view().connection().state())),
          Metric.counter(
              "sipha_ha_sessions_established_total",
              "Sessions of the HA connection; one that is resumed counts once.",
              s -> s.view().counts().sessionsEstablished()),
          Metric.labelledCounter(
              "sipha_ha_bytes_total",
              List.of("direction"),
              "Bytes sent and received over the HA connection, without TLS.",
              s -> sentAndReceived(s.link().bytesSent(), s.link().bytesReceived())),
          Metric.counter(
              "sipha_ha_sockets_refused_total",
              "Sockets of the HA connection that were refused by this end or by the other.",
              s -> s.link().refused()),
          Metric.flags(
              "sipha_synchronization_state",
              "state",
              "1 for the state of the synchronization, 0 for the others.",
              SyncState.values(),
              s -> Set.of(s.view().synchronization().state())),
          Metric.known(
              "sipha_synchronization_missing_calls",
              "Calls missing at the inventory and not confirmed yet. Absent before the inventory is"
                  + " done.",
              s -> HaBlocks.missing(s.view().synchronization())),
          Metric.known(
              "sipha_synchronization_synchronized_calls",
              "Calls missing at the inventory and confirmed since. Absent before the inventory is"
                  + " done.",
              s -> HaBlocks.synchronizedCalls(s.view().synchronization())),
          Metric.known(
              "sipha_synchronization_limit_calls",
              "Calls synchronized at once, the value in force. Absent without a session.",
              s -> HaBlocks.limitInForce(s.view().synchronization())),
          Metric.gauge(
              "sipha_synchronization_configured_limit_calls",
              "`ha-max-calls-sync-at-once` as it is configured.",
              s -> s.view().synchronization().limitConfigured()),
          new Metric.Histogram(
              "sipha_replication_delay_seconds",
              "From each change or end of a call on this primary until the backup has confirmed it."
                  + " Calls that are synchronized don't count.",
              s -> s.view().counts().replicationDelay()),
          Metric.counter(
              "sipha_unprotected_answers_total",
              "Answers that went on without the backup's confirmation.",
              s -> s.view().unprotectedAnswers()),
          Metric.gauge(
              "sipha_unprotected_seconds",
              "For how long this primary has had no HA connection or has not been ready for a"
                  + " switchover; 0 while it is ready, and on a backup.",
              s -> s.unprotectedFor().orElse(Duration.ZERO).toMillis() / 1e3));

  private PairMetrics() {}

  private static Set<BlockerCode> blockers(Snapshot s) {
    return Stream.concat(
            s.view().readiness().blockers().stream(), s.view().readiness().notes().stream())
        .map(Blocker::code)
        .collect(Collectors.toSet());
  }

  /** The two values of a label {@code direction}. */
  static List<Sample> sentAndReceived(double sent, double received) {
    return List.of(new Sample(List.of("sent"), sent), new Sample(List.of("received"), received));
  }
}
