package org.sipha.core.call;

/** How far the set-up of a call has come. A call that ended is in no table and has no state. */
public enum CallState {
  /**
   * The INVITE is on its way to the callee, or has been answered provisionally (RFC 3261 12.1,
   * early dialog).
   */
  EARLY,
  /** A 2xx was relayed to the caller, whose ACK has not been seen. */
  ANSWERED,
  /** The ACK has been seen: both parties talk. */
  CONFIRMED
}
