package org.sipha.core.port;

/**
 * Decides who may be primary (SPEC 4): at any time it grants the right to at most one process.
 *
 * <p>It reports {@code ArbiterLost} by itself when it can't prove any longer that the right is
 * held. The right of a process that ends is free again.
 */
public interface Arbiter {
  /** Asks once; answers with {@code ArbiterGranted} or {@code ArbiterDenied}. */
  void ask(AskReason reason);

  /** Gives the right up, if held; answers with {@code ArbiterReleased} in any case. */
  void release();
}
