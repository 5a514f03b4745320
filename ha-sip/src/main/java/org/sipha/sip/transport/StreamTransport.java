package org.sipha.sip.transport;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.SipAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIP over TCP or over TLS (RFC 3261 18): a listening port and its connections, those that parties
 * have opened and those that were dialled. A connection is found by the address of its other end,
 * whoever opened it, and used in both directions.
 *
 * <p>Everything happens on one event loop, except where it says otherwise; {@link #open} and {@link
 * #close} wait for it, so that a port is free when they return.
 */
final class StreamTransport implements SipTransport {
  private static final Logger LOG = LoggerFactory.getLogger(StreamTransport.class);
  private static final long WAIT_MILLIS = 3_000;

  private final Vertx vertx;
  private final Context context;
  private final String name;
  private final @Nullable TlsEnds tls;
  private final StreamLimits limits;
  private final SipReceiver receiver;
  private final Predicate<SipAddress> accepts;
  private final Executor sipLoop;

  /** By the other end's address: the newest if there are two, which a careless party can bring. */
  private final Map<SipAddress, StreamConnection> byPeer = new ConcurrentHashMap<>();

  private final Object reading = new Object();
  private boolean paused = true;

  // Of the event loop alone:
  private final Set<StreamConnection> connections = new HashSet<>();
  private final Map<String, Integer> accepted = new HashMap<>();
  private @Nullable NetServer server;
  private @Nullable NetClient client;

  /** What is open; of the thread that opens and closes. */
  private @Nullable InetSocketAddress local;

  /**
   * A closed one.
   *
   * @param name {@code tcp} or {@code tls}
   * @param tls null for TCP
   * @param receiver gets whole messages, on the event loop
   * @param accepts whether a connection from there is taken, on the event loop
   * @param sipLoop where it is told that something could not be sent
   */
  StreamTransport(
      Vertx vertx,
      String name,
      @Nullable SipTls tls,
      StreamLimits limits,
      SipReceiver receiver,
      Predicate<SipAddress> accepts,
      Executor sipLoop) {
    this.vertx = vertx;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.name = name;
    this.tls = tls == null ? null : new TlsEnds(tls, limits);
    this.limits = limits;
    this.receiver = receiver;
    this.accepts = accepts;
    this.sipLoop = sipLoop;
    if (this.tls != null) {
      // The first time takes long, and should not be the moment of a takeover.
      this.tls
          .prepare(vertx)
          .onFailure(failure -> LOG.error("SIP can't be served over TLS: {}", text(failure)));
    }
  }

  /**
   * Listens; nothing is read before {@link #read}. Any thread but an event loop's.
   *
   * @throws IOException if the address can't be had or a file of TLS isn't good
   */
  void open(InetSocketAddress address) throws IOException {
    JdkSSLEngineOptions engine = new JdkSSLEngineOptions().setUseWorkerThread(true);
    NetServerOptions listening = new NetServerOptions().setTcpKeepAlive(true);
    listening.setSslEngineOptions(engine);
    NetClientOptions dialling =
        new NetClientOptions()
            .setTcpKeepAlive(true)
            // The service address, by which parties know us.
            .setLocalAddress(address.getAddress().getHostAddress())
            .setConnectTimeout((int) limits.connect().toMillis())
            .setSslEngineOptions(engine);
    try {
      await(
          () ->
              (tls == null ? Future.<Void>succeededFuture() : tls.prepare(vertx))
                  .compose(
                      ready -> {
                        client = vertx.createNetClient(dialling);
                        NetServer opening = vertx.createNetServer(listening);
                        server = opening;
                        return opening
                            .connectHandler(this::accept)
                            .listen(SocketAddress.inetSocketAddress(address));
                      }));
      local = address;
    } catch (IOException e) {
      close();
      throw new IOException(name + " " + address + " can't be opened: " + e.getMessage(), e);
    }
  }

  /** Begins or goes on to hand over what comes. */
  void read() {
    synchronized (reading) {
      paused = false;
    }
  }

  /**
   * Stops handing over: when this returns the receiver is called no more. Connections with
   * something to say wait.
   */
  void pause() {
    synchronized (reading) {
      paused = true;
    }
  }

  /** Closes the port and all connections. Any thread but an event loop's. */
  void close() {
    pause();
    try {
      await(
          () -> {
            Set.copyOf(connections).forEach(connection -> connection.close("SIP is closed"));
            NetServer listening = server;
            NetClient dialling = client;
            server = null;
            client = null;
            return listening == null || dialling == null
                ? Future.succeededFuture()
                : listening.close().eventually(dialling::close);
          });
      awaitFree();
    } catch (IOException e) {
      LOG.warn("{} could not be closed in order: {}", name, e.getMessage());
    }
  }

  /** The JDK gives a port back when its selector looks again, a moment after the closing. */
  private void awaitFree() throws IOException {
    InetSocketAddress closed = local;
    local = null;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
    while (closed != null && !isFree(closed)) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("the port is still in use");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static boolean isFree(InetSocketAddress port) throws IOException {
    try (Socket probe = new Socket()) { // doesn't listen, so that nobody can connect to it
      probe.setReuseAddress(true);
      probe.bind(port);
      return true;
    } catch (BindException e) {
      // An address that this host doesn't have any more is as good.
      return !String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("in use");
    }
  }

  private void await(Supplier<Future<?>> work) throws IOException {
    Promise<Object> done = Promise.promise();
    context.runOnContext(now -> work.get().<Object>map(x -> "done").onComplete(done));
    try {
      done.future()
          .toCompletionStage()
          .toCompletableFuture()
          .get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    } catch (TimeoutException e) {
      throw new IOException("not done within " + WAIT_MILLIS + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  // ---- connections

  private void accept(NetSocket socket) {
    SocketAddress remote = socket.remoteAddress();
    String host = remote == null ? null : remote.hostAddress();
    if (remote == null || host == null) {
      StreamConnection.cutOff(socket); // gone already
      return;
    }
    SipAddress source = new SipAddress(name, host, remote.port());
    if (connections.size() >= limits.connections()
        || accepted.getOrDefault(host, 0) >= limits.connectionsPerHost()
        || !accepts.test(source)) {
      LOG.debug("{} connection from {} refused: too many", name, host);
      StreamConnection.cutOff(socket);
    } else {
      StreamConnection connection = begin(source);
      accepted.merge(host, 1, Integer::sum);
      connection
          .closed()
          .onComplete(end -> accepted.computeIfPresent(host, (h, n) -> n > 1 ? n - 1 : null));
      connection.expectMessage();
      upgraded(socket, false)
          .onComplete(connection::open, failure -> connection.close(text(failure)));
    }
  }

  private StreamConnection dial(SipAddress peer) {
    StreamConnection connection = begin(peer);
    NetClient dialling = client;
    if (dialling == null || connections.size() > limits.connections()) {
      connection.close(dialling == null ? "SIP is closed" : "too many connections");
    } else {
      dialling
          .connect(peer.port(), peer.host())
          .compose(socket -> upgraded(socket, true))
          .onComplete(connection::open, failure -> connection.close(text(failure)));
    }
    return connection;
  }

  private Future<NetSocket> upgraded(NetSocket socket, boolean dialled) {
    return tls == null ? Future.succeededFuture(socket) : tls.on(socket, dialled);
  }

  private static String text(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  private StreamConnection begin(SipAddress peer) {
    StreamConnection connection = new StreamConnection(vertx, peer, limits, this::handOver);
    connections.add(connection);
    byPeer.put(peer, connection);
    connection
        .closed()
        .onComplete(
            end -> {
              connections.remove(connection);
              byPeer.remove(peer, connection);
            });
    return connection;
  }

  private boolean handOver(byte[] message, SipAddress source) {
    synchronized (reading) {
      return !paused && receiver.received(message, source);
    }
  }

  // ---- sending

  /** Any thread. */
  @Override
  public void send(SipAddress destination, byte[] message, Runnable undeliverable) {
    context.runOnContext(
        now -> {
          StreamConnection known = byPeer.get(destination);
          StreamConnection connection = known == null ? dial(destination) : known;
          connection.send(Buffer.buffer(message), () -> sipLoop.execute(undeliverable));
        });
  }

  /** Any thread. */
  @Override
  public boolean isConnected(SipAddress peer) {
    StreamConnection connection = byPeer.get(peer);
    return connection != null && connection.isOpen();
  }

  @Override
  public boolean speaks(String transport) {
    return transport.equals(name);
  }
}
