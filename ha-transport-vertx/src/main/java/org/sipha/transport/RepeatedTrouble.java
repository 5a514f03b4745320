package org.sipha.transport;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Trouble that somebody else can cause as often as he likes: logged at once, then once a minute
 * with its number.
 */
final class RepeatedTrouble {
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private boolean logged;
  private long loggedAtNanos;
  private long unlogged;

  RepeatedTrouble(Logger log) {
    this.log = log;
  }

  synchronized void happened(String text) {
    long nowNanos = System.nanoTime();
    if (logged && nowNanos - loggedAtNanos < QUIET_NANOS) {
      unlogged++;
      return;
    }
    log.warn("{}{}", text, unlogged == 0 ? "" : " (and " + unlogged + " like it before)");
    logged = true;
    loggedAtNanos = nowNanos;
    unlogged = 0;
  }
}
