package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.agent.HeldCalls;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.agent.Line;
import org.sipha.it.agent.Transport;
import org.sipha.it.agent.UserAgent;
import org.sipha.it.harness.FreePorts;
import org.sipha.it.harness.NodeHttp.Answer;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.PemContext;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.Sipp;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.SippLoad.Parties;
import org.sipha.it.harness.SippLoad.Party;

/**
 * Calls of parties that speak over TCP or TLS go on at the other server, though no connection does.
 */
@Tag("connections")
class ConnectionsStory {
  private static final int CALLS = 100;
  private static final int BRISK = 100;
  private static final Duration WHOLE = Duration.ofSeconds(60);

  private final int callerPort = FreePorts.next();
  private final int calleePort = FreePorts.next();

  @Test
  @EnabledIfSystemProperty(
      named = "sipha.soak",
      matches = "connections",
      disabledReason = "only in ./dev soak connections")
  void callsOverTcpGoOnAfterASwitchoverAndAfterAKill() {
    Sipp.require();
    List<Party> callers = parties(2001, 2003, 2005);
    List<Party> callees = parties(2002, 2004, 2006);
    PairSetup setup = withDns(new PairSetup().patient(), "tcp");
    callers.forEach(party -> setup.dn(party.number(), party.port(), "tcp"));
    callees.forEach(party -> setup.dn(party.number(), party.port(), "tcp"));
    Pair pair = setup.create();
    try (pair) {
      pair.start();
      Parties parties = new Parties(callers, callees);
      load(parties, pair);
      tell(pair, Line.loopback(pair.sipPort()), Transport.TCP);
      load(parties, pair);
    }
  }

  @Test
  void callsOverTlsGoOnAfterASwitchoverAndAfterAKill() {
    int tlsPort = FreePorts.next();
    PairSetup setup = withDns(new PairSetup().patient().tlsByInit(tlsPort), "tls");
    Pair pair = setup.create();
    try (pair) {
      pair.start();
      Path certificates = pair.a().config().resolveSibling("ha");
      Transport tls = Transport.tls(PemContext.of(certificates, "sips-b"));
      tell(pair, Line.loopback(tlsPort), tls);
    }
  }

  private PairSetup withDns(PairSetup setup, String transport) {
    return setup.dn("1001", callerPort, transport).dn("1002", calleePort, transport);
  }

  private static List<Party> parties(int... numbers) {
    return IntStream.of(numbers)
        .mapToObj(number -> new Party(String.valueOf(number), FreePorts.next()))
        .toList();
  }

  private void tell(Pair pair, Line line, Transport transport) {
    UserAgent caller = new UserAgent("1001", callerPort, line, transport);
    UserAgent callee = new UserAgent("1002", calleePort, line, transport);
    try (HeldCalls held = new HeldCalls(caller, callee, "1002")) {
      List<HeldCall> calls = held.setUp(CALLS, BRISK);
      pair.awaitReady(WHOLE);
      switchOver(pair);
      held.holdAndResume(calls.subList(0, 20), Side.CALLER, BRISK);
      held.holdAndResume(calls.subList(20, 40), Side.CALLEE, BRISK);
      held.end(calls.subList(0, 10), Side.CALLEE, BRISK);

      pair.awaitReady(WHOLE);
      Server killed = pair.primary();
      killed.kill9();
      pair.awaitRole(pair.other(killed), "primary", Duration.ofSeconds(10));
      held.holdAndResume(calls.subList(40, 50), Side.CALLEE, BRISK);
      held.end(calls.subList(10, 55), Side.CALLER, BRISK);
      held.end(calls.subList(55, CALLS), Side.CALLEE, BRISK);

      killed.start();
      pair.awaitWhole(WHOLE);
      pair.awaitSameCalls(Duration.ofSeconds(10), 0);
    }
  }

  private static void load(Parties parties, Pair pair) {
    try (SippLoad load = SippLoad.startOverTcp(parties, pair.sipPort(), 20)) {
      load.awaitMore(20, Duration.ofSeconds(30));
      SippLoad.Report report = load.stop();
      assertThat(report.failed()).as(report.errors()).isZero();
      assertThat(report.lost()).as(report.errors()).isZero();
    }
  }

  private static void switchOver(Pair pair) {
    Server next = pair.backup();
    Answer answer = next.http().post("/switchover");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    pair.awaitRole(next, "primary", Duration.ofSeconds(5));
    pair.awaitWhole(Duration.ofSeconds(10));
  }
}
