package org.sipha.bench.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sipha.bench.system.Telephones.Telephone;

/**
 * Calls whose set-up is timed, from the INVITE to the 200, in nanoseconds: SIPp knows milliseconds
 * only. Each call is answered at once and hung up at once. Nothing is sent again: what gets lost
 * counts as unanswered.
 */
final class SetUpProbe implements AutoCloseable {
  private static final Duration LAST_CALLS = Duration.ofSeconds(1);
  private static final int LARGEST = 65_535;
  private static final String SDP =
      "v=0\r\no=probe 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
          + "m=audio 40000 RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n";

  private final Telephone caller;
  private final Telephone callee;
  private final InetSocketAddress service;
  private final DatagramSocket calling;
  private final DatagramSocket answering;
  private final Map<String, Long> asked = new ConcurrentHashMap<>();
  private final Map<Long, Long> tookNanosByStart = new ConcurrentHashMap<>();
  private final Thread dialler;
  private volatile boolean dialling = true;
  private volatile boolean closed;

  /** Begins to call at a steady rate. */
  SetUpProbe(Subject subject, int perSecond) {
    caller = subject.telephones().probe().caller();
    callee = subject.telephones().probe().callee();
    service = new InetSocketAddress(InetAddress.getLoopbackAddress(), subject.sipPort());
    try {
      calling = socket(caller);
      answering = socket(callee);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("probe-caller", () -> read(calling, this::callerReceived));
    start("probe-callee", () -> read(answering, this::calleeReceived));
    dialler = start("probe-dialler", () -> dial(TimeUnit.SECONDS.toNanos(1) / perSecond));
  }

  private static DatagramSocket socket(Telephone telephone) throws IOException {
    DatagramSocket socket =
        new DatagramSocket(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), telephone.port()));
    socket.setReceiveBufferSize(1 << 20);
    return socket;
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void dial(long everyNanos) {
    long due = System.nanoTime();
    for (int call = 1; dialling; call++) {
      String callId = "probe-" + call + "-" + due + "@127.0.0.1";
      byte[] invite = request("INVITE", uri(callee), callId, 1, "", "", SDP);
      long now = System.nanoTime();
      asked.put(callId, now);
      send(calling, invite);
      due += everyNanos;
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private void callerReceived(String message) {
    String callId = header(message, "Call-ID");
    if (!message.startsWith("SIP/2.0 200") || !header(message, "CSeq").endsWith("INVITE")) {
      return;
    }
    long now = System.nanoTime();
    Long start = asked.remove(callId);
    if (start == null) {
      return; // repeated
    }
    tookNanosByStart.put(start, now - start);
    String to = header(message, "To");
    String target = header(message, "Contact").replaceAll("^.*<|>.*$", "");
    String routes = lines(message, "Record-Route", "Route");
    String tag = to.substring(to.indexOf(";tag="));
    send(calling, request("ACK", target, callId, 1, tag, routes, ""));
    send(calling, request("BYE", target, callId, 2, tag, routes, ""));
  }

  private void calleeReceived(String message) {
    if (message.startsWith("INVITE")) {
      send(answering, answer(message, "180 Ringing", ""));
      send(answering, answer(message, "200 OK", SDP));
    } else if (message.startsWith("BYE")) {
      send(answering, answer(message, "200 OK", ""));
    }
  }

  private String uri(Telephone telephone) {
    return "sip:" + telephone.number() + "@127.0.0.1:" + service.getPort();
  }

  private byte[] request(
      String method,
      String target,
      String callId,
      int cseq,
      String toTag,
      String routes,
      String body) {
    return ("%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%s%d%s\r\n%s"
            + "From: <%s>;tag=p\r\nTo: <%s>%s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nMax-Forwards: 70\r\n"
            + "Contact: <sip:%s@127.0.0.1:%d>\r\n%s")
        .formatted(
            method,
            target,
            caller.port(),
            callId.substring(0, callId.indexOf('@')),
            cseq,
            method,
            routes,
            uri(caller),
            uri(callee),
            toTag,
            callId,
            cseq,
            method,
            caller.number(),
            caller.port(),
            withLength(body))
        .getBytes(UTF_8);
  }

  private byte[] answer(String request, String status, String body) {
    String to = header(request, "To");
    return ("SIP/2.0 %s\r\n%s%sFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\n"
            + "Contact: <sip:%s@127.0.0.1:%d>\r\n%s")
        .formatted(
            status,
            lines(request, "Via", "Via"),
            lines(request, "Record-Route", "Record-Route"),
            header(request, "From"),
            to.contains(";tag=") ? to : to + ";tag=q",
            header(request, "Call-ID"),
            header(request, "CSeq"),
            callee.number(),
            callee.port(),
            withLength(body))
        .getBytes(UTF_8);
  }

  private static String withLength(String body) {
    String type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
    return type + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String header(String message, String name) {
    String prefix = "\r\n" + name + ": ";
    int start = message.indexOf(prefix);
    return start < 0
        ? ""
        : message.substring(start + prefix.length(), message.indexOf("\r\n", start + 2));
  }

  private static String lines(String message, String name, String newName) {
    StringBuilder lines = new StringBuilder();
    String prefix = (name + ": ").toLowerCase(Locale.ROOT);
    message
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
        .forEach(
            line ->
                lines
                    .append(newName)
                    .append(": ")
                    .append(line.substring(prefix.length()))
                    .append("\r\n"));
    return lines.toString();
  }

  private interface Receiver {
    void received(String message);
  }

  private void read(DatagramSocket socket, Receiver receiver) {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    while (!closed) {
      try {
        packet.setLength(LARGEST);
        socket.receive(packet);
        receiver.received(new String(packet.getData(), 0, packet.getLength(), UTF_8));
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void send(DatagramSocket from, byte[] message) {
    try {
      from.send(new DatagramPacket(message, message.length, service));
    } catch (IOException e) {
      if (!closed) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** How long those set-ups took that began between two moments of {@link System#nanoTime}. */
  SetUps between(long fromNanos, long toNanos) {
    List<Long> took = new ArrayList<>();
    tookNanosByStart.forEach(
        (start, nanos) -> {
          if (start >= fromNanos && start < toNanos) {
            took.add(nanos);
          }
        });
    long unanswered =
        asked.values().stream().filter(start -> start >= fromNanos && start < toNanos).count();
    return new SetUps(took, unanswered);
  }

  /** Lets the last calls end: one that is left would count as a ghost. */
  @Override
  public void close() {
    dialling = false;
    LockSupport.unpark(dialler);
    Pause.of(LAST_CALLS);
    closed = true;
    calling.close();
    answering.close();
  }
}
