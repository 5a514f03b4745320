package org.sipha.dist.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.Version;
import org.sipha.core.node.Input;
import org.sipha.core.port.DetailRecords;
import org.sipha.core.registration.RegistrationDirectory;
import org.sipha.dist.demo.DemoTraffic.Telephone;
import org.sipha.sip.SipClock;
import org.sipha.sip.SipServer;
import org.sipha.sip.SipServerSettings;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.route.Destinations;
import org.sipha.sip.route.Dn;
import org.sipha.transport.ProtobufCallCodec;

/** The built-in telephones against a real SIP side without a pair around it. */
class DemoTrafficTest {
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private SipAddress service;
  private Telephone caller;
  private Telephone callee;
  private DemoTraffic demo;
  private SipServer server;

  @BeforeEach
  void begin() throws IOException {
    service = free();
    caller = new Telephone("1001", free());
    callee = new Telephone("1002", free());
    server = serverWithout(new CallTable(), 1);
    demo = new DemoTraffic(caller, callee, service, said::add);
    demo.start();
  }

  @AfterEach
  void end() {
    demo.close();
    server.shutDown();
  }

  @Test
  @Timeout(60)
  void callsAreSetUpAndACallThatTheServerForgotIsCountedAsDropped() throws Exception {
    String line = nextLine();
    assertThat(figure("set up", line)).isGreaterThan(5);
    assertThat(figure("not set up", line)).isZero();
    assertThat(figure("dropped", line)).isZero();

    server.shutDown();
    while (server.local() != null) {
      Thread.onSpinWait(); // the test's own time limit ends it
    }
    server = serverWithout(new CallTable(), 2);
    while (figure("dropped", nextLine()) < 5) {
      assertThat(server.local()).isNotNull();
    }
  }

  /** The next line that the demonstration prints. */
  private String nextLine() throws InterruptedException {
    String line = said.poll(20, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    return line;
  }

  private static int figure(String name, String line) {
    Matcher figure = Pattern.compile("(\\d+) " + name + "(,|$)").matcher(line);
    assertThat(figure.find()).as(line).isTrue();
    return Integer.parseInt(figure.group(1));
  }

  /** A server that holds no calls yet, in an epoch of its own. */
  private SipServer serverWithout(CallTable calls, long epoch) {
    CompletableFuture<SipServer> started = new CompletableFuture<>();
    SipServer opening =
        new SipServer(
            SipServerSettings.of(new InetSocketAddress(service.host(), service.port()), 1),
            new Destinations(List.of(dn(caller), dn(callee)), List.of()),
            input -> kept(input, calls, started),
            calls,
            RegistrationDirectory.NONE,
            new ProtobufCallCodec(),
            DetailRecords.NONE,
            SipClock.SYSTEM);
    started.complete(opening);
    opening.open(epoch, false, true);
    return opening;
  }

  /** What a node does, as far as the SIP side can tell: keeps calls and lets every answer go. */
  private static void kept(Input input, CallTable calls, CompletableFuture<SipServer> server) {
    if (input instanceof Input.CallChanged changed) {
      calls.put(
          new CallRecord(
              changed.call().id(),
              new Version(1, 1, 1),
              0,
              false,
              changed.call().state(),
              changed.call(),
              0));
      server.join().letGo(changed.gate(), true);
    } else if (input instanceof Input.CallEnded ended) {
      calls.remove(ended.id());
      server.join().letGo(ended.gate(), true);
    }
  }

  private static Dn dn(Telephone telephone) {
    return new Dn(
        telephone.number(),
        SipUri.parse("sip:" + telephone.number() + "@" + telephone.address().hostPort()));
  }

  private static SipAddress free() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return new SipAddress(SipAddress.UDP, "127.0.0.1", socket.getLocalPort());
    }
  }
}
