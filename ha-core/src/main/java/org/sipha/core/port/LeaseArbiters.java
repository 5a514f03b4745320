package org.sipha.core.port;

/**
 * Makes the arbiter that holds the right as a lease at a witness ({@code type = etcd}). The
 * implementation is in an optional jar and found by {@link java.util.ServiceLoader}.
 */
public interface LeaseArbiters {
  /**
   * An arbiter that answers to {@code inputs}. It needn't reach the witness to be made; while it
   * doesn't, it denies and says why.
   *
   * @throws IllegalArgumentException if the settings can't work, in a sentence for the operator
   */
  OpenedArbiter open(LeaseSettings settings, Inputs inputs);
}
