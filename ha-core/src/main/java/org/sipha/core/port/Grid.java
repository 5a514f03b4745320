package org.sipha.core.port;

import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.registration.RegistrationRecord;

/**
 * A distributed map beyond the pair that keeps a copy of each call and registration, so that a
 * double failure loses none (SPEC 10). The pair never waits for it.
 *
 * <p>It tells how it stands by {@code GridState}, whenever that changes and at least each second
 * while something waits, whether this node serves or not.
 *
 * <p>Of two copies of a call the one in the newer {@link Version} stays in the map, whoever writes
 * it and in whatever order: an old primary may write late. Changes of a call that still wait are
 * written once, in the latest state.
 */
public interface Grid {
  /** What a node without a grid has: nobody calls it. */
  Grid NONE =
      new Grid() {
        @Override
        public void put(CallRecord call) {}

        @Override
        public void remove(CallId id, Version version) {}

        @Override
        public void put(RegistrationRecord registration) {}

        @Override
        public void serve(boolean complete) {}

        @Override
        public void rest() {}

        @Override
        public void recall() {}

        @Override
        public void recallOn() {}

        @Override
        public void recall(CallId id) {}
      };

  /** This serving node set the call up, changed it, or took it over from the peer. */
  void put(CallRecord call);

  /** The call ended; {@code version} is newer than all copies that this node has held. */
  void remove(CallId id, Version version);

  /** This serving node changed the registration, or took it over from the peer. */
  void put(RegistrationRecord registration);

  /**
   * This node begins to serve: from now on the map is to become equal to the node's table, also
   * after the grid was gone, and after a late write of another server (so it is compared again from
   * time to time). A copy in the map that is newer than the table's, a late write of the server
   * before, is left there: what this node writes next is newer still.
   *
   * @param complete whether the table lacks nothing: then what only the map has are ghosts, calls
   *     whose end it has missed, and goes. If not, nothing is removed but what {@link #remove}
   *     names before a {@link #recall} has ended whole.
   */
  void serve(boolean complete);

  /**
   * This node serves no longer, or not for now: nothing more is written, what waits is forgotten.
   */
  void rest();

  /**
   * Reads what the map has of this pair, from the beginning; one that is running is given up.
   * Answers with {@code Recalled}, the next only after {@link #recallOn}, and at the end with
   * {@code RecallEnded}; also when the grid is gone, within 5 s.
   */
  void recall();

  /**
   * What {@code Recalled} told last has been handled: the next part, or {@code RecallEnded}.
   * Nothing if no recall is running.
   */
  void recallOn();

  /** Reads this call at once; answers with {@code RecalledOne}. */
  void recall(CallId id);
}
