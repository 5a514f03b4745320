package org.sipha.sip;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much is taken from one address, messages and connections: a bucket of tokens, a second's
 * worth deep. It stands before the queue of the SIP loop and before a handshake, so that whoever
 * floods fills no place in the one and computes nothing in the other. Any thread.
 */
final class SourceLimit {
  /** Addresses that are remembered; the one that has been silent for longest goes first. */
  static final int MAX_SOURCES = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(SourceLimit.class);

  private final int perSecond;
  private final LongSupplier nanos;

  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_SOURCES;
        }
      };

  private long refused;

  private static final class Bucket {
    double tokens;
    long filledAt;

    Bucket(double tokens, long now) {
      this.tokens = tokens;
      this.filledAt = now;
    }
  }

  /**
   * Nothing has come yet.
   *
   * @param perSecond messages a second, 0 for no limit
   */
  SourceLimit(int perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
  }

  /** Whether one more message of that host is taken now. */
  boolean takes(String host) {
    return takes(host, 1);
  }

  /**
   * Whether something is taken that costs as much as so many messages; never more than what may
   * come in a second, or it could never be taken.
   */
  synchronized boolean takes(String host, int messages) {
    if (perSecond == 0) {
      return true;
    }
    int cost = Math.min(messages, perSecond);
    long now = nanos.getAsLong();
    Bucket bucket = buckets.computeIfAbsent(host, any -> new Bucket(perSecond, now));
    double filled = (double) (now - bucket.filledAt) / TimeUnit.SECONDS.toNanos(1) * perSecond;
    bucket.tokens = Math.min(perSecond, bucket.tokens + filled);
    bucket.filledAt = now;
    if (bucket.tokens < cost) {
      refused++;
      if (Long.bitCount(refused) == 1) { // the 1st, 2nd, 4th, 8th ...: whoever floods fills no log
        LOG.warn(
            "more than {} messages or connections a second from {}, which is no DN's or trunk's: the rest is dropped, {} so far",
            perSecond,
            host,
            refused);
      }
      return false;
    }
    bucket.tokens -= cost;
    return true;
  }
}
