package org.sipha.dist.server;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.sipha.config.ServerSettings;
import org.sipha.core.call.CallId;
import org.sipha.http.SipFigures;
import org.sipha.http.SipLog;
import org.sipha.sip.SipServerSettings;
import org.sipha.sip.SipStatistics;
import org.sipha.sip.b2bua.CallTimerSettings;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.registrar.RegistrarSettings;
import org.sipha.sip.route.Destinations;
import org.sipha.sip.route.Dn;
import org.sipha.sip.route.Trunk;
import org.sipha.sip.trace.MessageLog;
import org.sipha.sip.transport.SipTls;

/** Says to the SIP side what the configuration says, and to the pages what the SIP side counts. */
final class SipWiring {
  private SipWiring() {}

  static SipServerSettings settings(ServerSettings settings) {
    ServerSettings.SipTls tls = settings.sipStreams().tls();
    return SipServerSettings.of(
        new InetSocketAddress(settings.sip().host(), settings.sip().port()),
        settings.sipStreams().tcp(),
        tls == null
            ? null
            : new SipTls(tls.port(), tls.certificate(), tls.key(), tls.trustedCa(), tls.mutual()),
        settings.serverId(),
        settings.maxMessagesPerStranger(),
        callTimers(settings.callTimers()),
        registrar(settings.registrations()),
        !settings.ha().answerSyncTimeout().isZero());
  }

  static Destinations destinations(ServerSettings settings) {
    return new Destinations(
        settings.dns().stream().map(SipWiring::dn).toList(),
        settings.trunks().stream().map(SipWiring::trunk).toList());
  }

  static CallTimerSettings callTimers(ServerSettings.CallTimers timers) {
    return new CallTimerSettings(
        timers.noAnswer(),
        timers.durationLimit(),
        timers.sessionExpiresSeconds(),
        timers.minSessionExpiresSeconds());
  }

  private static RegistrarSettings registrar(ServerSettings.Registrations registrations) {
    return new RegistrarSettings(
        registrations.realm(),
        registrations.sha256(),
        registrations.minExpiresSeconds(),
        registrations.maxExpiresSeconds());
  }

  private static Dn dn(ServerSettings.Dn dn) {
    return new Dn(
        dn.name(),
        dn.contact() == null ? null : SipUri.parse(dn.contact().uri()),
        dn.password() == null ? null : dn.password().text());
  }

  private static Trunk trunk(ServerSettings.Trunk trunk) {
    String prefix = trunk.prefix() == null ? "" : trunk.prefix();
    return new Trunk(
        trunk.name(),
        prefix,
        SipUri.parse(trunk.contact().uri()),
        trunk.strip() ? prefix.length() : 0,
        trunk.capacity(),
        trunk.multisite());
  }

  /** The switch of the message log and what it keeps, for the pages. */
  static SipLog log(MessageLog messages) {
    return new SipLog() {
      @Override
      public boolean isOn() {
        return messages.isOn();
      }

      @Override
      public void switchTo(boolean on) {
        messages.switchTo(on);
      }

      @Override
      public Optional<String> ladder(CallId call) {
        return messages.ladder(call);
      }
    };
  }

  /**
   * The figures of the pages.
   *
   * @param waitingInputs what the SIP side and others gave the node and it hasn't handled
   */
  static SipFigures figures(SipStatistics sip, int waitingInputs) {
    return new SipFigures(
        sip.secondsWithoutTraffic(),
        sip.requestsReceived(),
        sip.requestsSent(),
        sip.responsesReceived(),
        sip.responsesSent(),
        sip.retransmissionsReceived(),
        sip.retransmissionsSent(),
        sip.parseErrors(),
        sip.callsAbandoned(),
        sip.unrecordedEnds(),
        sip.transactions(),
        sip.registeredDns(),
        sip.registrations(),
        sip.expiredRegistrations(),
        sip.transports(),
        sip.queueing(),
        sip.queueOut(),
        waitingInputs,
        sip.queueIn(),
        0, // a datagram is written at once
        sip.trunks().stream()
            .map(
                trunk ->
                    new SipFigures.Trunk(
                        trunk.name(), true, trunk.currentCalls(), trunk.capacity()))
            .toList());
  }
}
