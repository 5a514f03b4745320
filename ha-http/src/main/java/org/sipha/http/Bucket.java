package org.sipha.http;

/** So many at once, and after that so many in a second. One thread at a time. */
final class Bucket {
  private static final double NANOS = 1e9;

  private final int most;
  private final double perSecond;
  private double content;
  private long filledNanos;

  /** A full one. */
  Bucket(int most, double perSecond, long nowNanos) {
    this.most = most;
    this.perSecond = perSecond;
    this.content = most;
    this.filledNanos = nowNanos;
  }

  /** Takes one out; false if there is none. */
  boolean take(long nowNanos) {
    fill(nowNanos);
    if (content < 1) {
      return false;
    }
    content--;
    return true;
  }

  boolean isEmpty(long nowNanos) {
    fill(nowNanos);
    return content < 1;
  }

  boolean isFull(long nowNanos) {
    fill(nowNanos);
    return content >= most;
  }

  /** Whole seconds after which there is one again, at least 1. */
  long secondsUntilNext(long nowNanos) {
    fill(nowNanos);
    return Math.max(1, (long) Math.ceil((1 - content) / perSecond));
  }

  private void fill(long nowNanos) {
    content = Math.min(most, content + (nowNanos - filledNanos) / NANOS * perSecond);
    filledNanos = nowNanos;
  }
}
