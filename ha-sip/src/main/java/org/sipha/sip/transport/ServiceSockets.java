package org.sipha.sip.transport;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.SipAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sockets of the service address: UDP, and TCP and TLS where they are configured. Opened on
 * promotion and closed afterwards as one; one thread at a time, except where it says otherwise.
 *
 * <p>On one host two servers share the address, one after the other. A datagram socket can be open
 * in both at once, so that no datagram gets lost between them. A listening port can't, so that with
 * it the old server's connections end; parties open new ones.
 */
public final class ServiceSockets implements SipTransport {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceSockets.class);

  private final InetSocketAddress wanted;
  private final @Nullable SipTls tls;
  private final DatagramReceiver datagrams;
  private final BooleanSupplier maySpeak;
  private final Map<String, StreamTransport> streams = new TreeMap<>();

  /** Its own, so that whoever floods us with connections doesn't delay anything else. */
  private final @Nullable Vertx vertx;

  private volatile @Nullable UdpTransport udp;
  private volatile boolean yielded;

  /**
   * Closed sockets.
   *
   * @param local port 0 takes any
   * @param tcp whether TCP is served, on the same port
   * @param tls null if TLS isn't served
   * @param datagrams gets what comes over UDP
   * @param messages gets what comes over connections
   * @param accepts whether a connection from there is taken; called on an event loop
   * @param sipLoop where it is told that something could not be sent
   * @param maySpeak asked right before each message is sent: while it says no, messages go nowhere,
   *     as if the network had lost them
   */
  public ServiceSockets(
      InetSocketAddress local,
      boolean tcp,
      @Nullable SipTls tls,
      DatagramReceiver datagrams,
      SipReceiver messages,
      Predicate<SipAddress> accepts,
      Executor sipLoop,
      BooleanSupplier maySpeak) {
    this.wanted = local;
    this.tls = tls;
    this.datagrams = datagrams;
    this.maySpeak = maySpeak;
    if (!tcp && tls == null) {
      vertx = null;
      return;
    }
    Vertx own = Vertx.vertx(options());
    vertx = own;
    if (tcp) {
      streams.put(
          SipAddress.TCP,
          new StreamTransport(
              own, SipAddress.TCP, null, StreamLimits.DEFAULT, messages, accepts, sipLoop));
    }
    if (tls != null) {
      streams.put(
          SipAddress.TLS,
          new StreamTransport(
              own, SipAddress.TLS, tls, StreamLimits.DEFAULT, messages, accepts, sipLoop));
    }
  }

  private static VertxOptions options() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false)); // no directory in /tmp
  }

  /**
   * Opens all; nothing is read before {@link #read}.
   *
   * @param shared whether another process on this host may have the UDP port open too, because it
   *     has yielded it. Otherwise a port in use is an error.
   * @throws IOException if one can't be opened; then none is
   */
  public void open(boolean shared) throws IOException {
    UdpTransport opened;
    try {
      opened = new UdpTransport(wanted, shared, datagrams);
    } catch (IOException e) {
      throw new IOException("udp " + wanted + " can't be opened: " + e.getMessage(), e);
    }
    udp = opened;
    yielded = false;
    try {
      listen(opened.local());
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void listen(InetSocketAddress local) throws IOException {
    for (Map.Entry<String, StreamTransport> stream : streams.entrySet()) {
      int port = portOf(stream.getKey(), local.getPort());
      stream.getValue().open(new InetSocketAddress(local.getAddress(), port));
    }
  }

  private int portOf(String name, int common) {
    return tls != null && name.equals(SipAddress.TLS) ? tls.port() : common;
  }

  /** The address that UDP and TCP really have, null if nothing is open; any thread. */
  public @Nullable InetSocketAddress local() {
    UdpTransport open = udp;
    return open == null ? null : open.local();
  }

  /** Begins or goes on to hand over what comes. */
  public void read() {
    UdpTransport open = udp;
    if (open != null) {
      open.read();
    }
    streams.values().forEach(StreamTransport::read);
  }

  /** Stops handing over: when this returns the receivers are called no more. */
  public void pause() {
    UdpTransport open = udp;
    if (open != null) {
      open.pause();
    }
    streams.values().forEach(StreamTransport::pause);
  }

  /** Lets another process on this host open the address; nothing is sent or read any more. */
  public void yield() {
    pause();
    yielded = true;
    UdpTransport open = udp;
    if (open != null) {
      open.share(true);
      streams.values().forEach(StreamTransport::close);
    }
  }

  /** Takes the address back after {@link #yield}, because nobody else did; without reading yet. */
  public void reclaim() {
    UdpTransport open = udp;
    if (open == null || !yielded) {
      return;
    }
    open.share(false);
    yielded = false;
    try {
      listen(open.local());
    } catch (IOException e) {
      LOG.error("SIP goes on without connections: {}", e.getMessage());
    }
  }

  /** Closes all; the ports are free. */
  public void close() {
    UdpTransport open = udp;
    if (open != null) {
      open.close();
      streams.values().forEach(StreamTransport::close);
    }
    udp = null;
  }

  /** Closes all, for the end of the process. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for its threads to end
  public void shutDown() {
    close();
    if (vertx != null) {
      vertx.close();
    }
  }

  /** How many transports there are. */
  public int transports() {
    return 1 + streams.size();
  }

  /** What is open, for the log. */
  @Override
  public String toString() {
    InetSocketAddress open = local();
    return open == null ? "nothing" : open + " (udp" + String.join("", names()) + ")";
  }

  private List<String> names() {
    return streams.keySet().stream().map(name -> ", " + name).toList();
  }

  @Override
  public void send(SipAddress destination, byte[] message, Runnable undeliverable) {
    SipTransport transport =
        destination.transport().equals(SipAddress.UDP) ? udp : streams.get(destination.transport());
    if (transport == null) {
      undeliverable.run();
    } else if (!yielded && maySpeak.getAsBoolean()) {
      // Else the port may be another process's already, or the right to serve another host's: what
      // we sent would come beside the new primary's.
      transport.send(destination, message, undeliverable);
    }
  }

  @Override
  public boolean isConnected(SipAddress peer) {
    StreamTransport stream = streams.get(peer.transport());
    return stream != null && stream.isConnected(peer);
  }

  @Override
  public boolean speaks(String transport) {
    return transport.equals(SipAddress.UDP) || streams.containsKey(transport);
  }
}
