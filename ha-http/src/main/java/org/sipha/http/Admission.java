package org.sipha.http;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds what can be asked, so that neither a runaway script nor an attacker takes the time or
 * memory that calls need (SPEC 11): connections in all and of one address, and requests of one
 * address per second. Far above what monitoring does; one address at its bound takes nothing from
 * the others. One thread at a time.
 */
final class Admission {
  static final int MAX_CONNECTIONS = 1_000;
  static final int MAX_CONNECTIONS_OF_ONE = 200;
  static final int REQUESTS_PER_SECOND = 1_000;

  /** Addresses remembered; the one that was silent for longest is forgotten, and starts afresh. */
  private static final int MAX_IDLE_ADDRESSES = 1_000;

  private static final double NANOS = 1e9;

  private final Map<String, Visitor> visitors = new LinkedHashMap<>(16, 0.75f, true);
  private int connections;

  private static final class Visitor {
    private int connections;
    private double tokens = REQUESTS_PER_SECOND;
    private long filledNanos;

    Visitor(long nowNanos) {
      filledNanos = nowNanos;
    }
  }

  /** Whether a new connection may stay; if so it is counted until {@link #closed}. */
  boolean opened(String address, long nowNanos) {
    Visitor visitor = visitor(address, nowNanos);
    if (connections >= MAX_CONNECTIONS || visitor.connections >= MAX_CONNECTIONS_OF_ONE) {
      return false;
    }
    connections++;
    visitor.connections++;
    return true;
  }

  /** A connection that stayed is closed. */
  void closed(String address, long nowNanos) {
    connections--;
    visitor(address, nowNanos).connections--;
  }

  /** Whether a request is to be answered. */
  boolean asks(String address, long nowNanos) {
    Visitor visitor = visitor(address, nowNanos);
    double earned = (nowNanos - visitor.filledNanos) / NANOS * REQUESTS_PER_SECOND;
    visitor.tokens = Math.min(REQUESTS_PER_SECOND, visitor.tokens + earned);
    visitor.filledNanos = nowNanos;
    if (visitor.tokens < 1) {
      return false;
    }
    visitor.tokens--;
    return true;
  }

  private Visitor visitor(String address, long nowNanos) {
    Visitor visitor = visitors.computeIfAbsent(address, a -> new Visitor(nowNanos));
    if (visitors.size() > MAX_CONNECTIONS + MAX_IDLE_ADDRESSES) {
      forgetOneWithoutConnection();
    }
    return visitor;
  }

  /** There is one: fewer addresses can have a connection than are remembered. */
  private void forgetOneWithoutConnection() {
    Iterator<Visitor> longestSilentFirst = visitors.values().iterator();
    while (longestSilentFirst.hasNext()) {
      if (longestSilentFirst.next().connections == 0) {
        longestSilentFirst.remove();
        return;
      }
    }
  }
}
