package org.sipha.core.port;

/**
 * The scripts {@code sip-vip-script-up} and {@code sip-vip-script-down}. Only used when configured.
 */
public interface AddressScripts {
  /** Runs the up script with its timeout; answers {@code AddressUpEnded}. */
  void up();

  /** Runs the down script with its timeout; answers {@code AddressDownEnded}. */
  void down();
}
