package org.sipha.dist.server;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.sipha.config.ServerSettings;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.arbiter.LockFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out at the start whether the SIP port will be there when this server is to serve, instead
 * of at the first takeover. In use by the peer on this host is as it should be; in use by anybody
 * else is a reason not to start.
 */
final class SipPortCheck {
  private static final Logger LOG = LoggerFactory.getLogger(SipPortCheck.class);

  private SipPortCheck() {}

  /**
   * Opens and closes the port for a moment.
   *
   * <p>With a lock file it is tried only while this process holds the lock: then no peer serves or
   * is about to, so whoever has the port is a stranger, and the peer isn't hindered in opening it.
   * The peer may be denied the lock in this moment; it asks again.
   *
   * @param lock the lock file, not held; empty with another arbiter
   * @throws CommandFailure if a stranger has the port
   */
  static void run(ServerSettings server, Optional<LockFile> lock) throws CommandFailure {
    try {
      check(server, lock);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitStatus.UNAVAILABLE, "can't find out about sip-address " + server.sip() + ": " + e);
    }
  }

  private static void check(ServerSettings server, Optional<LockFile> lock)
      throws CommandFailure, IOException {
    if (lock.isEmpty()) {
      if (isInUse(server)) {
        inUseWithoutLock(server);
      }
      return;
    }
    if (!lock.get().tryLock()) {
      LOG.debug("{} is locked: the peer serves", lock.get().path());
      return;
    }
    try {
      if (isInUse(server)) {
        throw new CommandFailure(
            ExitStatus.UNAVAILABLE,
            "can't open sip-address "
                + server.sip()
                + ": the port is in use, and not by the other server of the pair, for nobody holds "
                + lock.get().path());
      }
    } finally {
      lock.get().unlock();
    }
  }

  /**
   * Without a lock only a peer on another host can be told from a stranger: it can't have a port of
   * this one.
   */
  private static void inUseWithoutLock(ServerSettings server) throws CommandFailure {
    if (isOfThisHost(server.backupSync().peer().host())) {
      LOG.warn(
          "sip-address {} is in use, taken to be by the other server of the pair", server.sip());
    } else {
      throw new CommandFailure(
          ExitStatus.UNAVAILABLE,
          "can't open sip-address " + server.sip() + ": the port is in use");
    }
  }

  private static boolean isInUse(ServerSettings server) throws IOException {
    InetSocketAddress sip = new InetSocketAddress(server.sip().host(), server.sip().port());
    ServerSettings.SipStreams streams = server.sipStreams();
    return isInUse(sip, SipPortCheck::bindDatagrams)
        || (streams.tcp() && isInUse(sip, SipPortCheck::bindConnections))
        || (streams.tls() != null
            && isInUse(
                new InetSocketAddress(sip.getAddress(), streams.tls().port()),
                SipPortCheck::bindConnections));
  }

  /** Opens a socket and closes it again. */
  private interface Probe {
    void bind(InetSocketAddress address) throws IOException;
  }

  private static void bindDatagrams(InetSocketAddress address) throws IOException {
    try (DatagramSocket probe = new DatagramSocket(null)) {
      probe.bind(address);
    }
  }

  private static void bindConnections(InetSocketAddress address) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true); // connections that have ended don't count
      probe.bind(address);
    }
  }

  private static boolean isInUse(InetSocketAddress address, Probe probe) throws IOException {
    try {
      probe.bind(address);
      return false;
    } catch (BindException e) {
      // An address that this host doesn't have yet is brought by a script or VIP manager before
      // serving.
      String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      return text.contains("in use");
    }
  }

  private static boolean isOfThisHost(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }
}
