package org.sipha.bench.cost;

import java.time.Duration;
import org.sipha.core.node.HaNode;

/** A pair, or a server alone, in memory that makes one call after the other. */
public final class WholeCalls {
  private static final Duration EVERY = Duration.ofMillis(2);

  private final CallsInMemory pair;

  /** One that is up. */
  public WholeCalls(boolean withBackup) {
    pair = new CallsInMemory(withBackup);
  }

  /** One call, from the INVITE to the answer to its BYE. */
  public void call() {
    pair.make(1, EVERY);
  }

  /** The time of one tick passes. */
  public void tick() {
    pair.pass(Duration.ofNanos(HaNode.TICK_NANOS));
  }
}
