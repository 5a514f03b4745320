package org.sipha.transport;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other end of {@link EventBusPeerSockets}: owns the listening port and every socket of the HA
 * connection on an event-loop context of its own, and bridges them to the event bus. It only frames
 * and writes; what frames mean is none of its business, so nothing that the node or a codec does
 * can hold up a socket.
 */
final class PeerSocketBridge extends VerticleBase {
  /**
   * Sockets that others may have open to this end at once: the peer needs one, and one more while
   * it replaces that.
   */
  static final int MAX_ACCEPTED = 8;

  static final int CONNECT_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(PeerSocketBridge.class);
  private static final int NO_SUCH_SOCKET = 2;

  private final PeerSocketSettings settings;
  private final LinkCounters counters;
  private final Map<Long, PeerSocket> sockets = new HashMap<>();
  private @Nullable NetServer server;
  private @Nullable NetClient client;
  private long lastSocket;
  private int accepted;
  private boolean stopping;

  PeerSocketBridge(PeerSocketSettings settings, LinkCounters counters) {
    this.settings = settings;
    this.counters = counters;
  }

  /**
   * Listens; the deployment fails with an {@link IOException} that names the address if that isn't
   * possible.
   */
  @Override
  public Future<?> start() {
    client =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true));
    server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true));
    vertx.eventBus().<LinkMessage.Command>localConsumer(LinkMessage.OUT, this::obey);
    return server
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

  /** Closes all sockets after what was sent; Vert.x closes the port. */
  @Override
  public Future<?> stop() {
    stopping = true;
    List<Future<String>> closed = new ArrayList<>();
    for (PeerSocket socket : List.copyOf(sockets.values())) {
      closed.add(socket.closed());
      socket.close("this server ends", false);
    }
    return Future.join(closed);
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
            socket -> {
              if (stopping) {
                socket.close();
              } else {
                opened(socket, true);
              }
            },
            failure ->
                tell(
                    new LinkMessage.DialFailed(
                        "can't connect to "
                            + settings.peerAddress()
                            + ":"
                            + settings.peerPort()
                            + ": "
                            + failure.getMessage())));
  }

  private void accept(NetSocket socket) {
    if (stopping) {
      socket.close();
      return;
    }
    if (accepted >= MAX_ACCEPTED) {
      counters.refused(
          "A socket of " + socket.remoteAddress() + " is refused: " + accepted + " are open");
      socket.close();
      return;
    }
    accepted++;
    opened(socket, false).closed().onComplete(end -> accepted--);
  }

  private PeerSocket opened(NetSocket netSocket, boolean dialled) {
    long number = ++lastSocket;
    PeerSocket socket = new PeerSocket(vertx, number, netSocket, counters);
    sockets.put(number, socket);
    LOG.debug("{} is open, {}", socket, dialled ? "dialled" : "accepted");
    tell(new LinkMessage.Opened(number, dialled));
    socket
        .closed()
        .onSuccess(
            reason -> {
              sockets.remove(number);
              LOG.debug("{} is closed: {}", socket, reason);
              tell(new LinkMessage.Closed(number, reason));
            });
    return socket;
  }

  private void tell(LinkMessage.Event event) {
    vertx.eventBus().send(LinkMessage.EVENTS, event, LinkMessageCodec.options());
  }
}
