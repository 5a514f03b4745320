package org.sipha.sip.b2bua;

import org.sipha.core.call.Call;
import org.sipha.core.call.CallDetailRecord;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;

/**
 * A call that this server gives up though its parties may still talk: nobody serves it any more.
 */
public final class LostCall {
  private LostCall() {}

  /**
   * What remains of it.
   *
   * @param serverId the server that gives it up
   * @throws IllegalArgumentException if its legs can't be read
   */
  public static CallDetailRecord detail(Call call, int serverId, long nowMillis) {
    LiveCall lost = LiveCall.of(call);
    lost.carriedBy(serverId);
    return lost.detail(Ending.of(EndReason.LOST_IN_SWITCHOVER), nowMillis);
  }
}
