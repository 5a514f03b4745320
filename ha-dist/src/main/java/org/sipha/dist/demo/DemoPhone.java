package org.sipha.dist.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.sipha.dist.OneThread;
import org.sipha.sip.message.BadMessage;
import org.sipha.sip.message.DirectSipCodec;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipCodec;
import org.sipha.sip.message.SipMessage;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.message.Via;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A telephone on one UDP port: sends requests until they are answered and answers until they are
 * acknowledged (RFC 3261 17, as far as a telephone of a demonstration needs it). Everything but
 * reading happens on the one thread handed in.
 */
final class DemoPhone implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DemoPhone.class);
  private static final Duration T1 = Duration.ofMillis(500);
  private static final Duration T2 = Duration.ofSeconds(4);

  /** Timers B and F of RFC 3261: 64 times T1. */
  private static final Duration TRANSACTION_TIMEOUT = T1.multipliedBy(64);

  /** How long the called party may ring. */
  private static final Duration RINGING_TIMEOUT = Duration.ofSeconds(60);

  private static final int REMEMBERED = 2_000;

  private final String number;
  private final SipAddress own;
  private final SipAddress server;
  private final DatagramSocket socket;
  private final ScheduledExecutorService thread;
  private final Consumer<SipRequest> onRequest;
  private final Map<String, Attempt> attempts = new HashMap<>();
  private final Map<String, Answer> unacknowledged = new HashMap<>();
  private final Map<String, byte[]> answered = new Remembered();
  private final Map<String, byte[]> acknowledgements = new Remembered();

  /**
   * A telephone.
   *
   * @param number its number
   * @param own address at which it is reached
   * @param server service address of the pair
   * @param onRequest told each new request; retransmissions are dealt with here
   * @throws IOException if the port can't be opened
   */
  DemoPhone(
      String number,
      SipAddress own,
      SipAddress server,
      ScheduledExecutorService thread,
      Consumer<SipRequest> onRequest)
      throws IOException {
    this.number = number;
    this.own = own;
    this.server = server;
    this.thread = thread;
    this.onRequest = onRequest;
    this.socket = new DatagramSocket(new InetSocketAddress(own.host(), own.port()));
    OneThread.daemon("sipha-demo-" + number, this::read).start();
  }

  /** Its own URI, for From. */
  String uri() {
    return "sip:" + number + "@" + server.hostPort();
  }

  /** Where it is reached, for Contact. */
  String contact() {
    return "<sip:" + number + "@" + own.hostPort() + ">";
  }

  SipAddress server() {
    return server;
  }

  /** A Via value with a new branch. */
  Branch newBranch() {
    String branch = Via.MAGIC_COOKIE + UUID.randomUUID().toString().replace("-", "");
    return new Branch(branch, "SIP/2.0/UDP " + own.hostPort() + ";branch=" + branch + ";rport");
  }

  /** A transaction's name and the Via value that carries it. */
  record Branch(String name, String via) {}

  // ---- requests of ours
  // --------------------------------------------------------------------------------------------

  /** Sends a request until it is answered; tells the final answer, empty if none came in time. */
  void send(OutgoingRequest request, Consumer<Optional<SipResponse>> onFinal) {
    Attempt attempt = new Attempt(request, onFinal);
    attempts.put(request.branch(), attempt);
    attempt.transmit(T1);
  }

  /** Acknowledges a 2xx (RFC 3261 13.2.2.4), again for each retransmission of it. */
  void acknowledge(OutgoingRequest ack) {
    byte[] bytes = ack.encode();
    acknowledgements.put(ack.callId() + " " + ack.cseq(), bytes);
    transmit(bytes, server);
  }

  private final class Attempt {
    private final OutgoingRequest request;
    private final byte[] bytes;
    private final Consumer<Optional<SipResponse>> onFinal;
    private long deadlineNanos = System.nanoTime() + TRANSACTION_TIMEOUT.toNanos();
    private boolean ringing;

    Attempt(OutgoingRequest request, Consumer<Optional<SipResponse>> onFinal) {
      this.request = request;
      this.bytes = request.encode();
      this.onFinal = onFinal;
    }

    boolean isInvite() {
      return request.method().equals("INVITE");
    }

    void transmit(Duration wait) {
      if (attempts.get(request.branch()) != this) {
        return;
      }
      if (System.nanoTime() - deadlineNanos >= 0) {
        attempts.remove(request.branch());
        onFinal.accept(Optional.empty());
        return;
      }
      if (!ringing) {
        DemoPhone.this.transmit(bytes, server);
      }
      Duration doubled = wait.multipliedBy(2);
      Duration next = !isInvite() && doubled.compareTo(T2) > 0 ? T2 : doubled;
      later(wait, () -> transmit(next));
    }

    void provisional() {
      if (isInvite() && !ringing) {
        ringing =
            true; // RFC 3261 17.1.1.2: an INVITE that was answered provisionally isn't sent again
        deadlineNanos = System.nanoTime() + RINGING_TIMEOUT.toNanos();
      }
    }
  }

  private void received(SipResponse response) {
    Attempt attempt = attempts.get(response.head().via().branch());
    if (attempt == null) {
      acknowledgeAgain(response);
    } else if (response.isProvisional()) {
      attempt.provisional();
    } else {
      attempts.remove(attempt.request.branch());
      if (attempt.isInvite() && !response.isSuccess()) {
        acknowledge(attempt.request.ackToFailure(response.head().to()));
      }
      attempt.onFinal.accept(Optional.of(response));
    }
  }

  private void acknowledgeAgain(SipResponse response) {
    byte[] ack = acknowledgements.get(response.head().callId() + " " + response.head().cseq());
    if (ack != null && response.head().method().equals("INVITE") && !response.isProvisional()) {
      transmit(ack, server);
    }
  }

  // ---- requests of the other side
  // ----------------------------------------------------------------------------------

  /** Answers a request; a 2xx to an INVITE is repeated until its ACK comes (RFC 3261 13.3.1.4). */
  void answer(SipRequest request, OutgoingResponse response) {
    byte[] bytes = response.encode();
    answered.put(key(request), bytes);
    boolean untilAck = request.is("INVITE") && response.status() >= 200 && response.status() < 300;
    if (untilAck) {
      Answer answer = new Answer(request, bytes);
      unacknowledged.put(ackKey(request), answer);
      answer.transmit(T1);
    } else {
      transmit(bytes, request.source());
    }
  }

  private final class Answer {
    private final SipRequest request;
    private final byte[] bytes;
    private final long deadlineNanos = System.nanoTime() + TRANSACTION_TIMEOUT.toNanos();

    Answer(SipRequest request, byte[] bytes) {
      this.request = request;
      this.bytes = bytes;
    }

    void transmit(Duration wait) {
      if (unacknowledged.get(ackKey(request)) != this) {
        return;
      }
      if (System.nanoTime() - deadlineNanos >= 0) {
        unacknowledged.remove(ackKey(request));
        return;
      }
      DemoPhone.this.transmit(bytes, request.source());
      Duration doubled = wait.multipliedBy(2);
      later(wait, () -> transmit(doubled.compareTo(T2) > 0 ? T2 : doubled));
    }
  }

  private void received(SipRequest request) {
    if (request.is("ACK")) {
      unacknowledged.remove(ackKey(request));
      onRequest.accept(request);
      return;
    }
    byte[] answer = answered.get(key(request));
    if (answer == null) {
      onRequest.accept(request);
    } else {
      transmit(answer, request.source());
    }
  }

  private static String key(SipRequest request) {
    return request.head().via().branch() + " " + request.method();
  }

  private static String ackKey(SipRequest request) {
    return request.head().callId() + " " + request.head().cseq();
  }

  // ---- the socket
  // --------------------------------------------------------------------------------------------------

  private void read() {
    SipCodec codec = new DirectSipCodec();
    byte[] buffer = new byte[SipCodec.MAX_MESSAGE_BYTES];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        byte[] bytes = Arrays.copyOf(buffer, packet.getLength());
        SipAddress source =
            new SipAddress(SipAddress.UDP, packet.getAddress().getHostAddress(), packet.getPort());
        SipMessage message = codec.decode(bytes, source);
        thread.execute(() -> received(message));
      } catch (BadMessage e) {
        LOG.warn("{} got what it can't read: {}", number, e.toString());
      } catch (IOException e) {
        LOG.debug(
            "{}: {}", number, e.toString()); // closed, or an ICMP error of something sent before
      }
    }
  }

  private void received(SipMessage message) {
    if (message instanceof SipRequest request) {
      received(request);
    } else if (message instanceof SipResponse response) {
      received(response);
    }
  }

  private void transmit(byte[] bytes, SipAddress to) {
    try {
      socket.send(
          new DatagramPacket(bytes, bytes.length, InetAddress.getByName(to.host()), to.port()));
    } catch (IOException e) {
      LOG.debug(
          "{} to {}: {}", number, to, e.toString()); // as good as lost on the way: it is sent again
    }
  }

  private void later(Duration wait, Runnable task) {
    var unused = thread.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    socket.close();
  }

  /** The last ones; older ones are forgotten. */
  private static final class Remembered extends LinkedHashMap<String, byte[]> {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
      return size() > REMEMBERED;
    }
  }
}
