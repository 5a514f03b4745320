package org.sipha.core.simulation;

import java.util.function.LongConsumer;

/**
 * Lives through the history of a seed, for callers that can't name its classes because they have
 * loaded them anew.
 */
public final class OneHistory implements LongConsumer {
  @Override
  public void accept(long seed) {
    new SimulatedPair(seed).live();
  }
}
