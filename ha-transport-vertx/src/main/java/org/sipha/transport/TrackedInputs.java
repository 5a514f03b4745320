package org.sipha.transport;

import org.jspecify.annotations.Nullable;
import org.sipha.core.node.Input;

/** Inputs that say when they have been handled: so the HA connection knows when it may read on. */
@FunctionalInterface
interface TrackedInputs {
  /**
   * Like {@link org.sipha.core.port.Inputs#give}; {@code handled}, unless null, runs on the node's
   * thread after the effects of this input.
   */
  void give(Input input, @Nullable Runnable handled);

  /** For what nobody waits for. */
  default void give(Input input) {
    give(input, null);
  }
}
