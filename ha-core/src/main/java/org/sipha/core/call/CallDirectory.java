package org.sipha.core.call;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a node, for readers on any thread. What is read is a moment's truth: only the node's
 * loop writes.
 *
 * <p>The SIP side asks here for a call that it doesn't know yet: after a takeover that is how it
 * inherits one, at the moment somebody asks for it, so that taking over costs the same with ten
 * calls and with 100,000.
 */
public interface CallDirectory {
  /** The present copy of a call. */
  Optional<CallRecord> find(CallId id);

  /**
   * Whether a call that can't be found ended within the last 32 s, on this node or, by its word, on
   * the peer.
   */
  boolean hasEnded(CallId id);

  /**
   * Whether calls that can't be found may still come: because only the peer holds them, two
   * primaries have met and the inventory or the carrying over isn't done (SPEC 3.8); or because the
   * grid may have them and isn't read yet (SPEC 10).
   */
  boolean isAwaitingCalls();

  /** How many calls there are. Costs time in proportion to nothing. */
  int size();

  /**
   * Up to {@code limit} calls in the order of their ids, beginning after {@code after}; null begins
   * at the first.
   */
  List<CallRecord> page(@Nullable CallId after, int limit);
}
