package org.sipha.core.link;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.HelloAck;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Reject;
import org.sipha.core.link.Frame.Resumption;
import org.sipha.core.node.Effect.CloseSocket;
import org.sipha.core.node.Effect.SendFrame;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.Turn;

/**
 * The sockets to the peer, from their opening to their end, and the handshake on each: both sides
 * say HELLO, each judges the other's and answers HELLO_ACK or REJECT. A socket may be used when the
 * other side's HELLO_ACK has come.
 */
final class Handshakes {
  private static final long WITHIN = 2 * Nanos.SECOND;
  private static final long FIRST_CHANCE = 500 * Nanos.MILLI;
  private static final int MAX_SOCKETS = 8;

  private final NodeSettings settings;
  private final Turn turn;
  private final Contact contact;
  private final Supplier<PeerStatus> ownStatus;
  private Map<String, String> sharedSettings;
  private final Map<Long, Socket> sockets = new LinkedHashMap<>();
  private long attempts;
  private long lastHelloNanos;

  /** One socket. */
  static final class Socket {
    private final boolean dialled;
    private final long openedNanos;
    private final Hello ownHello;
    private @Nullable Hello peerHello;
    private long agreedSession;
    private int agreedProtocol;

    private Socket(boolean dialled, long openedNanos, Hello ownHello) {
      this.dialled = dialled;
      this.openedNanos = openedNanos;
      this.ownHello = ownHello;
    }

    boolean dialled() {
      return dialled;
    }

    long openedNanos() {
      return openedNanos;
    }

    /** What we have said on it. */
    Hello ownHello() {
      return ownHello;
    }

    /** The session that our Hello offered to resume, 0 if none. */
    long offeredSession() {
      return ownHello.resumption().session();
    }

    /** The version of the protocol that follows from both Hellos. */
    int agreedProtocol() {
      return agreedProtocol;
    }

    /** The session that follows from both Hellos. */
    long agreedSession() {
      return agreedSession;
    }
  }

  Handshakes(NodeSettings settings, Turn turn, Contact contact, Supplier<PeerStatus> ownStatus) {
    this.settings = settings;
    this.turn = turn;
    this.contact = contact;
    this.ownStatus = ownStatus;
    this.sharedSettings = settings.sharedSettings();
    // As if nearly long enough ago: a restarted backup need not wait 5 s for the other end to dial,
    // and when both have
    // just started the regular dialler is first.
    this.lastHelloNanos = turn.now() - Dialling.IRREGULAR_AFTER + FIRST_CHANCE;
  }

  Optional<Socket> find(long id) {
    return Optional.ofNullable(sockets.get(id));
  }

  /** When the peer last began or refused a handshake. */
  long lastHelloNanos() {
    return lastHelloNanos;
  }

  /** Whether a socket that was dialled is still in its handshake. */
  boolean isDialling(long inUse) {
    return sockets.entrySet().stream().anyMatch(s -> s.getValue().dialled && s.getKey() != inUse);
  }

  /** A socket is open: say who we are. */
  void opened(long id, boolean dialled, Resumption resumption) {
    if (sockets.size() >= MAX_SOCKETS) {
      turn.want(new CloseSocket(id, "too many sockets"));
      return;
    }
    Socket socket = new Socket(dialled, turn.now(), ownHello(resumption));
    sockets.put(id, socket);
    turn.want(new SendFrame(id, socket.ownHello));
  }

  /** What the next Hello says; see {@link NodeSettings#sharedSettings}. */
  Map<String, String> sharedSettings() {
    return sharedSettings;
  }

  /** The next Hello says these. */
  void sharedSettings(Map<String, String> hashes) {
    sharedSettings = Map.copyOf(hashes);
  }

  private Hello ownHello(Resumption resumption) {
    return new Hello(
        settings.protocol().min(),
        settings.protocol().max(),
        settings.productVersion(),
        settings.pairName(),
        settings.nodeName(),
        settings.serverId(),
        settings.incarnation(),
        settings.bootId(),
        settings.arbiter().name().toLowerCase(Locale.ROOT),
        settings.arbiterPlace(),
        settings.httpAddress(),
        settings.unsafeSettings(),
        sharedSettings,
        settings.preferredPrimary(),
        ownStatus.get(),
        ++attempts,
        resumption);
  }

  /** The other side says who it is. */
  void hello(long id, Hello peer) {
    Socket socket = sockets.get(id);
    if (socket == null || socket.peerHello != null) {
      close(id, "a second Hello on one socket");
      return;
    }
    lastHelloNanos = turn.now();
    Optional<Handshake.Refusal> refusal = Handshake.judge(socket.ownHello, peer);
    if (refusal.isPresent()) {
      Handshake.Refusal why = refusal.get();
      turn.want(new SendFrame(id, new Reject(why.reason(), why.text(), ownStatus.get())));
      refused(id, new Reject(why.reason(), why.text(), peer.status()));
      return;
    }
    socket.peerHello = peer;
    socket.agreedSession = agreedSession(socket.ownHello, peer);
    socket.agreedProtocol = ProtocolRange.spoken(socket.ownHello, peer);
    turn.want(new SendFrame(id, new HelloAck(socket.agreedProtocol, socket.agreedSession)));
  }

  /** Both sides compute this from the same two Hellos: resume if both could, else a new session. */
  private static long agreedSession(Hello own, Hello peer) {
    long ours = own.resumption().session();
    boolean resume = ours != 0 && ours == peer.resumption().session();
    return resume ? ours : Handshake.newSession(own, peer);
  }

  /**
   * The other side accepts; its Hello if the socket may be used now. Null if that is out of place,
   * and the socket is closed then.
   */
  @Nullable Hello acknowledged(long id, Socket socket, HelloAck ack) {
    if (socket.peerHello == null || ack.session() != socket.agreedSession) {
      close(id, "HELLO_ACK out of place");
      return null;
    }
    if (ack.protocol() != socket.agreedProtocol) {
      close(
          id,
          "HELLO_ACK for protocol %d where %d is the newest that both speak"
              .formatted(ack.protocol(), socket.agreedProtocol));
      return null;
    }
    return socket.peerHello;
  }

  /** The other side refuses. */
  void rejected(long id, Reject reject) {
    lastHelloNanos = turn.now();
    refused(id, reject);
  }

  private void refused(long id, Reject reject) {
    if (contact.refuse(reject, turn.now())) {
      turn.event(EventCode.CONNECTION_REFUSED, "HA handshake refused: " + reject.text());
    }
    close(id, "handshake refused");
  }

  /** Drops whoever doesn't come to the point; the socket in use excepted. */
  void dropIdle(long inUse) {
    for (Map.Entry<Long, Socket> entry : List.copyOf(sockets.entrySet())) {
      if (entry.getKey() != inUse && turn.since(entry.getValue().openedNanos) > WITHIN) {
        close(entry.getKey(), "no handshake within " + Nanos.seconds(WITHIN));
      }
    }
  }

  void closeOthers(long inUse, String reason) {
    List.copyOf(sockets.keySet()).stream()
        .filter(id -> id != inUse)
        .forEach(id -> close(id, reason));
  }

  void close(long id, String reason) {
    if (sockets.remove(id) != null) {
      turn.want(new CloseSocket(id, reason));
    }
  }

  /** A socket is gone; false if it was closed from here. */
  boolean closed(long id) {
    return sockets.remove(id) != null;
  }
}
