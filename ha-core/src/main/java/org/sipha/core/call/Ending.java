package org.sipha.core.call;

/**
 * The end of a call.
 *
 * @param reason why it ended
 * @param status the SIP status that ended it, 0 if none did
 */
public record Ending(EndReason reason, int status) {
  /** An end without a status. */
  public static Ending of(EndReason reason) {
    return new Ending(reason, 0);
  }
}
