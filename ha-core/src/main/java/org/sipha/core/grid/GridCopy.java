package org.sipha.core.grid;

import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.node.Effect.GridPut;
import org.sipha.core.node.Effect.GridPutRegistration;
import org.sipha.core.node.Effect.GridRemove;
import org.sipha.core.node.Turn;
import org.sipha.core.registration.RegistrationRecord;

/**
 * Tells the grid what changes while this node serves. Whoever changes a call or a registration of
 * the tables calls it; without a grid it does nothing.
 */
public final class GridCopy {
  private final boolean on;
  private final Turn turn;
  private final Recovery recovery = new Recovery();

  /**
   * Has told nothing yet.
   *
   * @param on whether there is a grid
   */
  public GridCopy(boolean on, Turn turn) {
    this.on = on;
    this.turn = turn;
  }

  boolean isOn() {
    return on;
  }

  /** The account of what came back from the grid. */
  Recovery recovery() {
    return recovery;
  }

  /** A call is new in the table of this serving node, or another than before. */
  public void put(CallRecord call) {
    if (on) {
      turn.want(new GridPut(call));
    }
  }

  /**
   * A call of this serving node has ended.
   *
   * @param last its last copy
   * @param version of the end, newer than that
   */
  public void remove(CallRecord last, Version version) {
    if (on) {
      turn.want(new GridRemove(last.id(), version));
      recovery.ended(last.id());
    }
  }

  /** A registration is new in the table of this serving node, or another than before. */
  public void put(RegistrationRecord registration) {
    if (on) {
      turn.want(new GridPutRegistration(registration));
    }
  }
}
