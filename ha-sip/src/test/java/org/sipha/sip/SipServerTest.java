package org.sipha.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallDetailRecord;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;
import org.sipha.core.call.Leg;
import org.sipha.core.call.Version;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.SipClosed;
import org.sipha.core.node.Input.SipHeld;
import org.sipha.core.node.Input.SipOpenFailed;
import org.sipha.core.node.Input.SipOpened;
import org.sipha.core.node.Input.SipYielded;
import org.sipha.sip.b2bua.CallTimerSettings;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.registrar.RegistrarSettings;
import org.sipha.sip.route.Destinations;
import org.sipha.sip.route.Trunk;

/** Two servers that share one port on loopback, as the nodes of a pair on one host do. */
class SipServerTest {
  private static final long DEADLINE_SECONDS = 10;
  private static final int STRANGERS_PER_SECOND = 1_000;

  private final BlockingQueue<Input> firstInputs = new LinkedBlockingQueue<>();
  private final BlockingQueue<Input> secondInputs = new LinkedBlockingQueue<>();
  private final FakeCore core = new FakeCore();
  private final AtomicLong passedNanos = new AtomicLong();
  private final SipClock clock =
      new SipClock() {
        @Override
        public long nanos() {
          return passedNanos.get();
        }

        @Override
        public long epochMillis() {
          return 0;
        }
      };
  private final Destinations destinations =
      new Destinations(
          List.of(), List.of(new Trunk("west", "9", SipUri.parse("sip:127.0.0.1:9"), 0, 5, true)));
  private final BlockingQueue<CallDetailRecord> records = new LinkedBlockingQueue<>();
  private SipServer first = server(0, firstInputs);
  private SipServer second = first;
  private InetSocketAddress address = new InetSocketAddress(0);
  private DatagramSocket telephone;

  SipServerTest() throws IOException {
    telephone = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  private SipServer server(int port, BlockingQueue<Input> inputs) {
    return server(port, false, STRANGERS_PER_SECOND, destinations, inputs);
  }

  private SipServer server(
      int port,
      boolean tcp,
      int strangersPerSecond,
      Destinations places,
      BlockingQueue<Input> inputs) {
    InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new SipServer(
        SipServerSettings.of(
            local,
            tcp,
            null,
            1,
            strangersPerSecond,
            CallTimerSettings.OFF,
            RegistrarSettings.DEFAULT,
            true),
        places,
        inputs::add,
        core.directory(),
        core,
        core.codec,
        (ended, written) -> {
          records.add(ended);
          written.accept(true);
        },
        clock);
  }

  @BeforeEach
  void openFirst() throws Exception {
    first.open(1, false, true);
    expect(firstInputs, SipOpened.class);
    address = Objects.requireNonNull(first.local());
    second = server(address.getPort(), secondInputs);
  }

  @AfterEach
  void close() {
    first.shutDown();
    second.shutDown();
    telephone.close();
  }

  @Test
  void secondOpenerFailsAndSaysWhere() throws Exception {
    second.open(2, false, true);
    SipOpenFailed failed = (SipOpenFailed) expect(secondInputs, SipOpenFailed.class);
    assertThat(failed.epoch()).isEqualTo(2);
    assertThat(failed.text()).contains("127.0.0.1:" + address.getPort());
    assertThat(isAnswered(1_000)).isTrue();
  }

  @Test
  void aStrangerThatFloodsIsNotHeardUntilItHasBecomeCalm() throws Exception {
    while (first.statistics().limited() == 0) {
      send();
    }
    assertThat(first.statistics().requestsReceived()).isLessThanOrEqualTo(STRANGERS_PER_SECOND);

    passedNanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(isAnswered(1_000)).isTrue();
  }

  @Test
  void connectionsOfAStrangerCountAsHisMessages() throws Exception {
    first.shutDown();
    // Few: each that has ended keeps a port of this machine for a minute.
    first = server(0, true, 20, Destinations.NONE, firstInputs);
    openFirst();
    while (first.statistics().limited() == 0) {
      new Socket(address.getAddress(), address.getPort()).close();
    }
    assertThat(isAnswered(200)).as("his datagrams").isFalse();

    passedNanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(isAnswered(1_000)).isTrue();
  }

  @Test
  void handOverFailsWhenTheOldOwnerHasNotYielded() throws Exception {
    second.open(2, true, false);
    expect(secondInputs, SipOpenFailed.class);
  }

  @Test
  void portIsHandedOverWithoutBeingClosed() throws Exception {
    assertThat(isAnswered(1_000)).isTrue();
    first.hold();
    expect(firstInputs, SipHeld.class);
    assertThat(isAnswered(200)).isFalse();
    first.yield();
    expect(firstInputs, SipYielded.class);
    second.open(2, true, false);
    expect(secondInputs, SipOpened.class);
    assertThat(isAnswered(1_000)).isTrue();
    assertThat(second.statistics().requestsReceived()).isPositive();
    first.close();
    expect(firstInputs, SipClosed.class);
    assertThat(isAnswered(1_000)).isTrue();
  }

  @Test
  void heldServerGoesOnWhenResumed() throws Exception {
    first.hold();
    expect(firstInputs, SipHeld.class);
    send();
    assertThat(isAnswerThere(200)).isFalse();
    first.resume();
    assertThat(isAnswerThere(1_000)).isTrue();
  }

  @Test
  void aServerThatMayNotSpeakIsSilentAndCountsWhatItDropped() throws Exception {
    AtomicBoolean maySpeak = new AtomicBoolean();
    first.speakOnlyWhile(maySpeak::get);
    assertThat(isAnswered(200)).isFalse();
    assertThat(first.statistics().dropped()).isEqualTo(1);

    maySpeak.set(true);
    assertThat(isAnswered(1_000)).isTrue();
  }

  @Test
  void yieldedServerGoesOnWhenResumed() throws Exception {
    first.hold();
    first.yield();
    expect(firstInputs, SipHeld.class);
    expect(firstInputs, SipYielded.class);
    first.resume();
    assertThat(isAnswered(1_000)).isTrue();
    second.open(2, true, false);
    expect(secondInputs, SipOpenFailed.class);
  }

  @Test
  void closedServerOpensAgain() throws Exception {
    first.close();
    expect(firstInputs, SipClosed.class);
    assertThat(first.statistics().serving()).isFalse();
    second.open(2, false, true);
    expect(secondInputs, SipOpened.class);
    second.close();
    expect(secondInputs, SipClosed.class);
    second.open(3, false, true);
    assertThat(((SipOpened) expect(secondInputs, SipOpened.class)).epoch()).isEqualTo(3);
    assertThat(isAnswered(1_000)).isTrue();
  }

  @Test
  void eachMessageIsCountedByHowLongItWaitedForItsTurn() throws Exception {
    assertThat(first.statistics().queueing().counts()).containsOnly(0L);
    assertThat(isAnswered(1_000)).isTrue();
    // The clock stands still here, so it can't have been long.
    assertThat(first.statistics().queueing().counts()).startsWith(1L, 0L).endsWith(0L);
  }

  @Test
  void secondsWithoutTrafficCountFromTheLastMessage() throws Exception {
    passedNanos.set(TimeUnit.SECONDS.toNanos(20));
    assertThat(first.statistics().secondsWithoutTraffic()).as("since opening").isEqualTo(20);
    assertThat(isAnswered(1_000)).isTrue();
    assertThat(first.statistics().secondsWithoutTraffic()).isZero();
    passedNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(3_500));
    assertThat(first.statistics().secondsWithoutTraffic()).isEqualTo(3);
    assertThat(second.statistics().secondsWithoutTraffic()).as("not open").isNull();
    first.close();
    expect(firstInputs, SipClosed.class);
    assertThat(first.statistics().secondsWithoutTraffic()).as("closed").isNull();
  }

  @Test
  void openingAndClosingAreEvents() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    second.tell((code, text) -> told.add(code + ": " + text));
    first.close();
    expect(firstInputs, SipClosed.class);
    second.open(2, false, true);
    expect(secondInputs, SipOpened.class);
    second.close();
    expect(secondInputs, SipClosed.class);

    assertThat(told).hasSize(2);
    assertThat(told.get(0))
        .startsWith("sip-opened: SIP served at ")
        .contains("127.0.0.1:" + address.getPort())
        .endsWith(" in epoch 2");
    assertThat(told.get(1))
        .startsWith("sip-closed: SIP closed at ")
        .contains("127.0.0.1:" + address.getPort());
  }

  @Test
  void overloadIsAnEventWhenItBeginsAndWhenItEnds() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    first.tell((code, text) -> told.add(code + ": " + text));
    AtomicLong wait = new AtomicLong(TimeUnit.MILLISECONDS.toNanos(1_100));
    // Each message waits so long before it is handled.
    first.speakOnlyWhile(
        () -> {
          passedNanos.addAndGet(wait.get());
          return true;
        });
    askUntil(() -> !told.isEmpty());
    assertThat(told)
        .containsExactly(
            "overload-begun: messages wait for more than 1000 ms: new calls are answered 503");

    wait.set(TimeUnit.MILLISECONDS.toNanos(600));
    askUntil(() -> told.size() > 1);
    assertThat(told).hasSize(2).last().isEqualTo("overload-ended: new calls are taken again");
  }

  @Test
  void closingWhatIsNotOpenIsAnswered() throws Exception {
    second.close();
    expect(secondInputs, SipClosed.class);
    second.hold();
    expect(secondInputs, SipHeld.class);
  }

  @Test
  void aCallThatIsLeftBehindByAForcedSwitchoverHasARecordThoughSipIsClosed() throws Exception {
    Call left = multisiteCall(CallId.of(1, 1, 0));
    first.close();
    expect(firstInputs, SipClosed.class);
    first.lost(CallRecord.of(left, new Version(1, 1, 1), 0));
    CallDetailRecord ended = records.poll(10, TimeUnit.SECONDS);
    assertThat(ended).isNotNull();
    assertThat(ended.id()).isEqualTo(left.id());
    assertThat(ended.ending()).isEqualTo(Ending.of(EndReason.LOST_IN_SWITCHOVER));
    assertThat(ended.servers()).containsExactly(1);
  }

  @Test
  void inheritedCallsAreCountedOnTheirTrunks() throws Exception {
    for (int i = 0; i < 1_200; i++) {
      CallId id = CallId.of(1, 1, i);
      Call call = multisiteCall(id);
      core.table.put(CallRecord.of(call, new Version(1, 1, 1), 0));
    }
    core.encodeAll();
    first.close();
    expect(firstInputs, SipClosed.class);
    second.open(2, false, true);
    await(() -> second.statistics().trunks().get(0).currentCalls() == 1_200);
    assertThat(second.statistics().callsInWork()).isZero();
  }

  private static Call multisiteCall(CallId id) {
    return new Call(
        id,
        CallState.CONFIRMED,
        true,
        0,
        "1",
        "91",
        leg("dn:1"),
        leg("trunk:west"),
        0,
        List.of(),
        0,
        0);
  }

  private static Leg leg(String destination) {
    return new Leg(
        "c",
        "l",
        "r",
        "<sip:l@h>",
        "<sip:r@h>",
        "sip:r@127.0.0.1:9",
        List.of(),
        "udp:127.0.0.1:9",
        destination,
        1,
        1,
        null,
        null);
  }

  // ---- the telephone

  private int sent;

  private boolean isAnswered(int withinMillis) throws IOException {
    while (isAnswerThere(1)) {
      // What is left of earlier questions.
    }
    send();
    return isAnswerThere(withinMillis);
  }

  private void askUntil(BooleanSupplier holds) throws IOException {
    for (int asked = 0; !holds.getAsBoolean(); asked++) {
      assertThat(asked).isLessThan(100);
      isAnswered(1_000);
    }
  }

  private void send() throws IOException {
    int port = telephone.getLocalPort();
    String options =
        "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:"
            + port
            + ";branch=z9hG4bK"
            + sent++
            + "\r\nFrom: <sip:t@127.0.0.1>;tag=t\r\nTo: <sip:127.0.0.1>\r\nCall-ID: o"
            + sent
            + "\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n\r\n";
    byte[] bytes = options.getBytes(UTF_8);
    telephone.send(new DatagramPacket(bytes, bytes.length, address));
  }

  private boolean isAnswerThere(int withinMillis) throws IOException {
    telephone.setSoTimeout(withinMillis);
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    try {
      telephone.receive(packet);
    } catch (SocketTimeoutException e) {
      return false;
    }
    return new String(packet.getData(), 0, packet.getLength(), UTF_8).startsWith("SIP/2.0 200");
  }

  private static Input expect(BlockingQueue<Input> inputs, Class<? extends Input> type)
      throws InterruptedException {
    Input input = inputs.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(input).isInstanceOf(type);
    return Objects.requireNonNull(input);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("in time").isNegative();
      Thread.onSpinWait();
    }
  }
}
