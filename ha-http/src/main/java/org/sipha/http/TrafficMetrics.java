package org.sipha.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.sipha.http.Metric.Sample;
import org.sipha.http.SipFigures.Trunk;

/** Calls, registrations and SIP messages. */
final class TrafficMetrics {
  static final List<Metric> ALL =
      List.of(
          Metric.gauge("sipha_calls", "Calls held; on a backup its copies.", s -> s.view().calls()),
          Metric.gauge(
              "sipha_multisite_calls",
              "Of them, those with a leg at another site.",
              s -> s.view().multisiteCalls()),
          Metric.counter(
              "sipha_calls_set_up_total",
              "Calls set up by this process.",
              s -> s.view().callsCreated()),
          Metric.counter(
              "sipha_calls_abandoned_total",
              "Calls that the caller gave up before the answer.",
              s -> s.sip().callsAbandoned()),
          Metric.counter(
              "sipha_unrecorded_ends_total",
              "Calls that ended before their call detail record was on disk.",
              s -> s.sip().unrecordedEnds()),
          Metric.labelled(
              "sipha_trunk_calls",
              List.of("trunk"),
              "Calls on each trunk. Absent without trunks.",
              s -> trunks(s, Trunk::currentCalls)),
          Metric.labelled(
              "sipha_trunk_capacity_calls",
              List.of("trunk"),
              "Calls that each trunk takes at most, 0 without a limit. Absent without trunks.",
              s -> trunks(s, Trunk::capacity)),
          Metric.gauge(
              "sipha_registrations", "Contacts that are registered.", s -> s.sip().registrations()),
          Metric.counter(
              "sipha_registrations_expired_total",
              "Registrations that ran out without being renewed.",
              s -> s.sip().expiredRegistrations()),
          Metric.labelledCounter(
              "sipha_sip_requests_total",
              List.of("direction"),
              "SIP requests, without retransmissions.",
              s -> PairMetrics.sentAndReceived(s.sip().requestsSent(), s.sip().requestsReceived())),
          Metric.labelledCounter(
              "sipha_sip_answers_total",
              List.of("direction", "class"),
              "SIP responses from `1xx` to `6xx`; of those sent without retransmissions.",
              TrafficMetrics::answers),
          Metric.labelledCounter(
              "sipha_sip_retransmissions_total",
              List.of("direction"),
              "SIP requests and responses sent or received again.",
              s ->
                  PairMetrics.sentAndReceived(
                      s.sip().retransmissionsSent(), s.sip().retransmissionsReceived())),
          Metric.counter(
              "sipha_sip_malformed_messages_total",
              "Messages that could not be understood.",
              s -> s.sip().malformed()),
          Metric.gauge(
              "sipha_sip_transactions",
              "SIP transactions that are open.",
              s -> s.sip().transactions()),
          Metric.gauge(
              "sipha_sip_waiting_messages",
              "SIP messages read and not handled yet.",
              s -> s.sip().queueFromTransport()),
          new Metric.Histogram(
              "sipha_sip_queueing_delay_seconds",
              "How long SIP messages that were read waited to be handled.",
              s -> s.sip().queueing()),
          Metric.labelled(
              "sipha_sip_idle_seconds",
              List.of(),
              "Whole seconds since something came to the service address. Absent while this server"
                  + " doesn't serve SIP.",
              TrafficMetrics::idle));

  private TrafficMetrics() {}

  private static List<Sample> trunks(Snapshot s, ToDoubleFunction<Trunk> value) {
    return s.sip().trunks().stream()
        .map(trunk -> new Sample(List.of(trunk.name()), value.applyAsDouble(trunk)))
        .toList();
  }

  private static List<Sample> answers(Snapshot s) {
    List<Sample> samples = new ArrayList<>();
    addByClass(samples, "sent", s.sip().answersSent());
    addByClass(samples, "received", s.sip().answersReceived());
    return samples;
  }

  private static void addByClass(List<Sample> samples, String direction, List<Long> counts) {
    for (int i = 0; i < counts.size(); i++) {
      samples.add(new Sample(List.of(direction, (i + 1) + "xx"), counts.get(i)));
    }
  }

  private static List<Sample> idle(Snapshot s) {
    Long seconds = s.sip().secondsWithoutTraffic();
    return seconds == null ? List.of() : List.of(new Sample(List.of(), seconds));
  }
}
