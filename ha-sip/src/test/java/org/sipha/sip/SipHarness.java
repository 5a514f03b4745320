package org.sipha.sip;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.sip.b2bua.CallIds;
import org.sipha.sip.b2bua.CallStore;
import org.sipha.sip.b2bua.CallTimerSettings;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.registrar.RegistrarSettings;
import org.sipha.sip.route.Bindings;
import org.sipha.sip.route.Destinations;
import org.sipha.sip.route.Dn;
import org.sipha.sip.route.Routing;
import org.sipha.sip.route.Trunk;
import org.sipha.sip.trace.MessageLog;
import org.sipha.sip.transaction.SipCounters;

/**
 * A server between telephones, in memory and in virtual time. Messages arrive at once and in order;
 * nothing happens but what a test does.
 */
final class SipHarness {
  static final SipAddress SERVER = SipAddress.parse("udp:10.0.0.50:5060");
  static final int TLS_PORT = 5061;

  final VirtualClock clock = new VirtualClock();
  final FakeCore core = new FakeCore();
  final MessageLog messages = new MessageLog(clock::epochMillis);
  final FakeRecords records = new FakeRecords();
  SipCounters counters = new SipCounters();
  final Map<SipAddress, Telephone> network = new HashMap<>();
  final Telephone alice = telephone("1001", "udp:10.0.0.1:6001");
  final Telephone bob = telephone("1002", "udp:10.0.0.2:6002");
  final Telephone carol = telephone("1003", "udp:10.0.0.3:6003");
  final Telephone west = telephone("west", "udp:10.0.0.9:6070");
  final Telephone stranger = telephone("666", "udp:10.6.6.6:5060");

  /** Speaks over connections. */
  final Telephone erin = telephone("1005", "tcp:10.0.0.5:6005");

  /** Speaks over connections under TLS. */
  final Telephone dave = telephone("1004", "tls:10.0.0.4:6004");

  final FakeSockets sockets = new FakeSockets(network, this::isLost);
  private final CallIds firstIds = new CallIds(1);
  private final AtomicLong gates = new AtomicLong();
  private boolean answersWait = true;
  SipEngine engine;
  private final CallTimerSettings callTimers;
  private Bindings bindings = new Bindings();
  private RegistrarSettings registrar = new RegistrarSettings("lab", true, 60, 3_600);

  /** What is sent with such a start line gets lost. */
  private List<String> lost = List.of();

  SipHarness() {
    this(CallTimerSettings.OFF);
  }

  SipHarness(CallTimerSettings callTimers) {
    this.callTimers = callTimers;
    engine = start(firstIds, 1, true);
  }

  /** The server in operation offers MD5 alone. */
  void offerMd5Alone() {
    registrar = new RegistrarSettings("lab", false, 60, 3_600);
    engine = start(firstIds, 1, true);
  }

  /** As with {@code ha-answer-sync-timeout = 0}. */
  void answersDoNotWait() {
    answersWait = false;
  }

  Telephone telephone(String number, String address) {
    Telephone made =
        new Telephone(
            number,
            SipAddress.parse(address),
            SERVER,
            (message, source) -> {
              sockets.heard(source, network.get(SipAddress.parse(address)));
              engine.received(message, source);
            });
    network.put(made.address, made);
    return made;
  }

  static Destinations destinations() {
    return new Destinations(
        List.of(
            new Dn("1001", SipUri.parse("sip:1001@10.0.0.1:6001")),
            new Dn("1002", SipUri.parse("sip:1002@10.0.0.2:6002")),
            new Dn("1003", SipUri.parse("sip:1003@10.0.0.3:6003")),
            new Dn("1005", SipUri.parse("sip:1005@10.0.0.5:6005;transport=tcp")),
            new Dn("1004", SipUri.parse("sip:1004@10.0.0.4:6004;transport=tls")),
            new Dn("2001", null, "secret-2001"),
            new Dn("2002", null, "secret-2002"),
            new Dn("2003", SipUri.parse("sip:2003@10.0.0.8:6008"), "secret-2003")),
        List.of(new Trunk("west", "9", SipUri.parse("sip:10.0.0.9:6070"), 1, 2, true)));
  }

  private SipEngine start(CallIds ids, long epoch, boolean isPlanned) {
    core.epoch = epoch;
    bindings = new Bindings();
    ids.serveIn(epoch);
    SipEngine started =
        new SipEngine(
            SERVER,
            TLS_PORT,
            10_000,
            sockets,
            clock,
            counters,
            new CallStore(core, core.directory(), core.codec, records, core),
            ids,
            callTimers,
            registrar,
            () -> answersWait ? gates.incrementAndGet() : 0,
            Routing.of(destinations(), bindings),
            messages);
    core.letGoBy(gate -> started.agent().letGo(gate));
    engine = started;
    started.agent().takeOver(!isPlanned);
    started.agent().countedInherited();
    return started;
  }

  void reconfigure(Destinations destinations) {
    engine.agent().routing(Routing.of(destinations, bindings));
  }

  private boolean isLost(byte[] message) {
    String start = new String(message, 0, Math.min(message.length, 40), UTF_8);
    return lost.stream().anyMatch(start::startsWith);
  }

  /** From now on what begins like one of these doesn't arrive, and all else does. */
  void lose(String... startLines) {
    lost = List.of(startLines);
  }

  /** The server ends; another one goes on with the records as a backup keeps them. */
  void takeOver() {
    takeOver(2);
  }

  /** The same, by the server of that id. */
  void takeOver(int serverId) {
    takeOver(serverId, true);
  }

  /** The server dies, and another one finds out. */
  void failOver() {
    takeOver(2, false);
  }

  private void takeOver(int serverId, boolean isPlanned) {
    core.encodeAll();
    core.waitingGates.clear();
    records.forgetWaiting();
    core.isDeaf = false;
    core.holdsAnswers = false;
    sockets.closeConnections();
    start(new CallIds(serverId), core.epoch + 1, isPlanned);
  }

  void passMillis(long millis) {
    long end = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (clock.nanos() < end) {
      long step = Math.min(engine.timers().untilNextNanos(), end - clock.nanos());
      clock.advanceNanos(step);
      engine.timers().runDue();
    }
  }

  /** Alice calls Bob, he answers, both talk. */
  void talk() {
    talk(alice, bob);
  }

  /** One calls the other, who answers, both talk. */
  void talk(Telephone caller, Telephone callee) {
    caller.invite(callee.number);
    SipRequest invite = callee.expectRequest("INVITE");
    callee.answer(invite, 180);
    caller.expectResponse(180);
    callee.answer(invite, 200, "v=0 " + callee.number + "\r\n");
    caller.expectResponse(200);
    caller.ack();
    callee.expectRequest("ACK");
  }

  /** Alice calls Bob and hears it ringing. */
  SipRequest ring() {
    alice.invite("1002");
    SipRequest invite = bob.expectRequest("INVITE");
    bob.answer(invite, 180);
    alice.expectResponse(180);
    return invite;
  }

  /** The same call under another id. */
  static Call copy(Call pattern, CallId id) {
    return new Call(
        id,
        pattern.state(),
        false,
        pattern.startedAtMillis(),
        pattern.from(),
        pattern.to(),
        pattern.a(),
        pattern.b(),
        pattern.answeredAtMillis(),
        pattern.servers(),
        0,
        0);
  }
}
