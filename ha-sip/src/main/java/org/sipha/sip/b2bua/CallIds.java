package org.sipha.sip.b2bua;

import org.sipha.core.call.CallId;

/**
 * Makes ids of new calls. Lives as long as the process, so that no id is given twice within an
 * epoch.
 */
public final class CallIds {
  private final int serverId;
  private long epoch = -1;
  private long counter;

  /** Ids of that server. */
  public CallIds(int serverId) {
    this.serverId = serverId;
  }

  /** The server serves in that epoch. A new epoch counts from 0, the same one goes on. */
  public void serveIn(long newEpoch) {
    if (newEpoch != epoch) {
      epoch = newEpoch;
      counter = 0;
    }
  }

  /** The server that they are made for. */
  int serverId() {
    return serverId;
  }

  /** The epoch in which the server serves. */
  long epoch() {
    return epoch;
  }

  /**
   * A call of that id is there. It may be of an earlier process of this server in an epoch of the
   * same number, which no disk has kept: then the ids go on behind it.
   */
  void leaveOut(CallId taken) {
    if (taken.isOf(epoch, serverId)) {
      counter = Math.max(counter, taken.counter() + 1);
    }
  }

  CallId next() {
    return CallId.of(epoch, serverId, counter++);
  }
}
