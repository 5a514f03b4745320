package org.sipha.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other end of {@link EventBusPeerSockets}: owns the listening port and every socket of the HA
 * connection, and bridges them to the event bus. It only frames and writes; what frames mean is
 * none of its business. All on the context on which it is started.
 */
final class PeerSocketBridge {
  /**
   * Sockets that others may have open to this end at once: the peer needs one, and one more while
   * it replaces that.
   */
  static final int MAX_ACCEPTED = 8;

  static final int CONNECT_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(PeerSocketBridge.class);
  private static final int NO_SUCH_SOCKET = 2;

  private final Vertx vertx;
  private final PeerSocketSettings settings;
  private final LinkCounters counters;
  private final Map<Long, PeerSocket> sockets = new HashMap<>();
  private @Nullable NetServer server;
  private @Nullable NetClient client;
  private @Nullable MessageConsumer<?> commands;
  private long lastSocket;
  private final @Nullable TlsHandshake tls;
  private final Newcomers newcomers;
  private int accepted; // and through the handshake
  private boolean stopping;

  PeerSocketBridge(Vertx vertx, PeerSocketSettings settings, LinkCounters counters) {
    this.vertx = vertx;
    this.settings = settings;
    this.counters = counters;
    this.tls = settings.tls() == null ? null : new TlsHandshake(settings.tls());
    this.newcomers = new Newcomers(settings.peerAddress());
  }

  /** Listens; fails with an {@link IOException} that names the address if that isn't possible. */
  Future<?> start() {
    // What a handshake has to compute is done elsewhere: this thread has heartbeats to carry.
    JdkSSLEngineOptions engine = new JdkSSLEngineOptions().setUseWorkerThread(true);
    client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setTcpNoDelay(true)
                .setSslEngineOptions(engine));
    NetServer listening =
        vertx.createNetServer(
            new NetServerOptions().setTcpNoDelay(true).setSslEngineOptions(engine));
    server = listening;
    commands = vertx.eventBus().<LinkMessage.Command>localConsumer(LinkMessage.OUT, this::obey);
    Future<Void> prepared = tls == null ? Future.succeededFuture() : tls.prepare(vertx);
    return prepared.compose(ready -> listen(listening)).onFailure(failure -> leave());
  }

  private Future<NetServer> listen(NetServer listening) {
    return listening
        .connectHandler(this::accept)
        .listen(settings.port(), settings.address())
        .recover(
            failure ->
                Future.failedFuture(
                    new IOException(
                        "can't listen on "
                            + settings.address()
                            + ":"
                            + settings.port()
                            + " for the HA connection: "
                            + failure.getMessage(),
                        failure)));
  }

  /** Closes all sockets after what was sent, then the port. */
  Future<Void> stop() {
    stopping = true;
    List<Future<String>> closed = new ArrayList<>();
    for (PeerSocket socket : List.copyOf(sockets.values())) {
      closed.add(socket.closed());
      socket.close("this server ends", false);
    }
    return Future.join(closed).eventually(this::leave).mapEmpty();
  }

  private Future<?> leave() {
    List<Future<?>> left = new ArrayList<>();
    if (commands != null) {
      left.add(commands.unregister());
    }
    if (server != null) {
      left.add(server.close());
    }
    if (client != null) {
      left.add(client.close());
    }
    return Future.join(left);
  }

  /** The port on which this end listens. */
  int port() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server.actualPort();
  }

  private void obey(Message<LinkMessage.Command> message) {
    LinkMessage.Command command = message.body();
    if (command instanceof LinkMessage.Write write) {
      PeerSocket socket = sockets.get(write.socket());
      if (socket == null) {
        message.fail(NO_SUCH_SOCKET, "closed");
      } else {
        socket.write(write.frames(), message);
      }
    } else if (command instanceof LinkMessage.Close close) {
      PeerSocket socket = sockets.get(close.socket());
      if (socket != null) {
        socket.close(close.reason(), close.atOnce());
      }
    } else if (command instanceof LinkMessage.Dial) {
      dial();
    }
  }

  private void dial() {
    if (client == null) {
      throw new IllegalStateException("not started");
    }
    client
        .connect(settings.peerPort(), settings.peerAddress())
        .onComplete(
            this::dialled,
            failure ->
                tell(
                    new LinkMessage.DialFailed(
                        "can't connect to " + peer() + ": " + failure.getMessage())));
  }

  private void dialled(NetSocket socket) {
    if (stopping) {
      socket.close();
    } else if (tls == null) {
      opened(socket, true, null);
    } else {
      tls.on(socket, true)
          .onComplete(
              peer -> opened(socket, true, peer),
              failure -> {
                Refusal why = Refusal.of(failure);
                refused(peer(), why);
                tell(new LinkMessage.DialFailed("no TLS with " + peer() + ": " + why.text()));
              });
    }
  }

  private String peer() {
    return settings.peerAddress() + ":" + settings.peerPort();
  }

  private void accept(NetSocket socket) {
    if (stopping) {
      socket.close();
    } else if (tls == null) {
      if (hasRoom(socket)) {
        accepted(socket, null);
      }
    } else if (!newcomers.mayBegin(socket, System.nanoTime())) {
      refuse(socket, tooMany("more than " + Newcomers.PER_SECOND + " have come within a second"));
    } else if (hasRoom(socket)) {
      authenticate(socket, tls);
    }
  }

  /** Whoever is in his handshake makes room; else {@code socket} is refused if there is none. */
  private boolean hasRoom(NetSocket socket) {
    if (accepted + newcomers.size() < MAX_ACCEPTED) {
      return true;
    }
    Optional<NetSocket> leaving = newcomers.removeForAnother();
    refuse(leaving.orElse(socket), tooMany(MAX_ACCEPTED + " are open"));
    return leaving.isPresent();
  }

  private void authenticate(NetSocket socket, TlsHandshake handshake) {
    newcomers.add(socket);
    handshake
        .on(socket, false)
        .onComplete(
            peer -> {
              if (newcomers.remove(socket)) {
                accepted(socket, peer);
              }
            },
            failure -> {
              if (newcomers.remove(socket)) {
                refused(String.valueOf(socket.remoteAddress()), Refusal.of(failure));
              }
            });
  }

  private static Refusal tooMany(String text) {
    return new Refusal(Refusal.Kind.TOO_MANY, text);
  }

  private void refuse(NetSocket socket, Refusal why) {
    refused(String.valueOf(socket.remoteAddress()), why);
    PeerSocket.cutOff(socket);
  }

  private void refused(String who, Refusal why) {
    if (!stopping) { // then it is us who break handshakes off
      counters.refused(who, why);
    }
  }

  private void accepted(NetSocket socket, @Nullable PeerIdentity peer) {
    accepted++;
    opened(socket, false, peer).closed().onComplete(end -> accepted--);
  }

  private PeerSocket opened(NetSocket netSocket, boolean dialled, @Nullable PeerIdentity peer) {
    long number = ++lastSocket;
    PeerSocket socket = new PeerSocket(vertx, number, netSocket, counters);
    sockets.put(number, socket);
    LOG.debug("{} is open, {}", socket, dialled ? "dialled" : "accepted");
    tell(new LinkMessage.Opened(number, dialled, peer));
    socket
        .closed()
        .onSuccess(
            reason -> {
              sockets.remove(number);
              LOG.debug("{} is closed: {}", socket, reason);
              // Its alert may have been lost: the dialler speaks before it is judged, and bytes
              // that
              // nobody reads turn the end of a socket into a reset.
              boolean perhapsRefused = dialled && peer != null && socket.isClosedUnheard();
              tell(
                  new LinkMessage.Closed(
                      number,
                      perhapsRefused
                          ? reason + " (before it said anything: its log may say why)"
                          : reason));
            });
    return socket;
  }

  private void tell(LinkMessage.Event event) {
    vertx.eventBus().send(LinkMessage.EVENTS, event, LinkMessageCodec.options());
  }
}
