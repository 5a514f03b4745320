package org.sipha.transport;

import io.vertx.core.net.NetSocket;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The accepted sockets that haven't proved yet who they are: kept few, and not let in faster than
 * their handshakes may cost, because anybody can open one.
 *
 * <p>The peer must get in beside a crowd. So when there is no room the one who has waited longest
 * makes room for the newest, whoever comes from another address than the peer's before all others;
 * and only those count into the rate of strangers.
 */
final class Newcomers {
  /** Handshakes begun in a second, for the peer's address and for all others together. */
  static final int PER_SECOND = 50;

  private final String peerAddress;
  private final Set<NetSocket> waiting = new LinkedHashSet<>(); // the oldest first
  private final Rate ofPeer = new Rate();
  private final Rate ofStrangers = new Rate();

  /** {@code peerAddress} as a number; it only decides who comes first. */
  Newcomers(String peerAddress) {
    this.peerAddress = peerAddress;
  }

  int size() {
    return waiting.size();
  }

  /** Whether another one from that address may begin its handshake now; counts as begun if so. */
  boolean mayBegin(NetSocket socket, long nowNanos) {
    return (isFromPeersAddress(socket) ? ofPeer : ofStrangers).take(nowNanos);
  }

  void add(NetSocket socket) {
    waiting.add(socket);
  }

  /** False if it is gone already. */
  boolean remove(NetSocket socket) {
    return waiting.remove(socket);
  }

  /** Removes and returns the one that must go so that another may come. */
  Optional<NetSocket> removeForAnother() {
    Optional<NetSocket> oldest =
        waiting.stream()
            .filter(socket -> !isFromPeersAddress(socket))
            .findFirst()
            .or(() -> waiting.stream().findFirst());
    oldest.ifPresent(waiting::remove);
    return oldest;
  }

  private boolean isFromPeersAddress(NetSocket socket) {
    return peerAddress.equals(socket.remoteAddress().hostAddress());
  }

  /** {@link #PER_SECOND}, also all at once. */
  private static final class Rate {
    private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

    private boolean used;
    private long fullAtNanos; // when all that was taken has come back

    boolean take(long nowNanos) {
      if (!used || fullAtNanos - nowNanos < 0) {
        used = true;
        fullAtNanos = nowNanos;
      }
      if (fullAtNanos - nowNanos > (PER_SECOND - 1) * EACH_NANOS) {
        return false;
      }
      fullAtNanos += EACH_NANOS;
      return true;
    }
  }
}
