package org.sipha.http;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Bounds what can be asked, so that neither a runaway script nor an attacker takes the time or
 * memory that calls need (SPEC 11): connections in all and of one address, and of one address the
 * requests per second, the wrong tokens per minute and the lines that refusing it writes to the
 * log. Far above what monitoring does; one address at its bound takes nothing from the others. One
 * thread at a time.
 */
final class Admission {
  static final int MAX_CONNECTIONS = 1_000;
  static final int MAX_CONNECTIONS_OF_ONE = 200;
  static final int REQUESTS_PER_SECOND = 1_000;

  /** At once; after that as many in a minute. Whoever has the token needs one. */
  static final int WRONG_TOKENS = 10;

  private static final int REFUSAL_LINES = 10;
  private static final double PER_MINUTE = 1 / 60.0;

  /** Addresses remembered; the one that was silent for longest is forgotten, and starts afresh. */
  private static final int MAX_IDLE_ADDRESSES = 1_000;

  private final Map<String, Visitor> visitors = new LinkedHashMap<>(16, 0.75f, true);
  private int connections;

  private static final class Visitor {
    private int connections;
    private final Bucket requests;
    private final Bucket wrongTokens;
    private final Bucket refusalLines;
    private boolean isToldToWait;
    private long untoldRefusals;

    Visitor(long nowNanos) {
      requests = new Bucket(REQUESTS_PER_SECOND, REQUESTS_PER_SECOND, nowNanos);
      wrongTokens = new Bucket(WRONG_TOKENS, WRONG_TOKENS * PER_MINUTE, nowNanos);
      refusalLines = new Bucket(REFUSAL_LINES, REFUSAL_LINES * PER_MINUTE, nowNanos);
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
    return visitor(address, nowNanos).requests.take(nowNanos);
  }

  /** Seconds after which a token from there is looked at again, 0: at once. */
  long secondsUntilToken(String address, long nowNanos) {
    Bucket wrongTokens = visitor(address, nowNanos).wrongTokens;
    return wrongTokens.isEmpty(nowNanos) ? wrongTokens.secondsUntilNext(nowNanos) : 0;
  }

  /**
   * A wrong token was shown. Whether from now on tokens from there have to wait, and that is worth
   * a line in the log: once, until it has shown no wrong one for a minute.
   */
  boolean wrongToken(String address, long nowNanos) {
    Visitor visitor = visitor(address, nowNanos);
    if (visitor.wrongTokens.isFull(nowNanos)) {
      visitor.isToldToWait = false;
    }
    visitor.wrongTokens.take(nowNanos);
    boolean news = visitor.wrongTokens.isEmpty(nowNanos) && !visitor.isToldToWait;
    visitor.isToldToWait |= news;
    return news;
  }

  /**
   * A change was refused. Empty if the log has no line for it; else how many had none since the
   * last line.
   */
  OptionalLong refused(String address, long nowNanos) {
    Visitor visitor = visitor(address, nowNanos);
    if (!visitor.refusalLines.take(nowNanos)) {
      visitor.untoldRefusals++;
      return OptionalLong.empty();
    }
    long untold = visitor.untoldRefusals;
    visitor.untoldRefusals = 0;
    return OptionalLong.of(untold);
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
