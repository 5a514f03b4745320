package org.sipha.core.role;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;
import org.sipha.core.node.Input.WallClockRead;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.Turn;
import org.sipha.core.port.Arbiter;
import org.sipha.core.port.LeaseSettings;

/**
 * The end of the right to serve, where the arbiter gives it one (SPEC 4). The core keeps to it by
 * itself, on its own monotonic clock: whatever happens to the arbiter, its adapter or the network,
 * this node stops before another can get the right.
 *
 * <p>A host that was suspended has a monotonic clock that stood still. Its wall clock tells: if
 * that moved more since the last renewal, nobody knows how much of the lease is left, and the right
 * is void.
 *
 * <pre>
 *   from                event                                     to
 *   NONE                granted                                   HELD
 *   HELD                half of the lease is over, not renewed    UNRENEWED
 *   UNRENEWED           renewed                                   HELD
 *   UNRENEWED           the lease is over, the backup's promise   PROMISED
 *   PROMISED            granted anew                              HELD
 *   any                 over without a promise, or void           NONE
 * </pre>
 */
final class Lease {
  private final boolean ends;
  private final Turn turn;
  private final Promises promises;
  private RightState state = RightState.NONE;

  /** Null while none is held, or one without an end. */
  private @Nullable Term term;

  private @Nullable WallClockRead clock;

  /**
   * From one renewal to when it would be over.
   *
   * @param clock the last reading before it was renewed
   */
  private record Term(long sinceNanos, long untilNanos, @Nullable WallClockRead clock) {}

  Lease(NodeSettings settings, Turn turn, Promises promises) {
    this.ends = settings.arbiter() == ArbiterType.ETCD;
    this.turn = turn;
    this.promises = promises;
  }

  /** What the clocks showed last; null before they were read. */
  @Nullable WallClockRead clock() {
    return clock;
  }

  /** The clocks were read: says why the right is void, if it is. */
  Optional<String> wallClockRead(WallClockRead reading) {
    clock = reading;
    return term == null ? Optional.empty() : jump(term.clock());
  }

  /** Says by how much the clocks have moved apart since that reading, if that is too much. */
  Optional<String> jump(@Nullable WallClockRead since) {
    long millis =
        since == null || clock == null ? 0 : since.millisAhead(clock.millis(), clock.atNanos());
    return millis > LeaseSettings.UNNOTICED.toMillis()
        ? Optional.of(
            "the wall clock moved "
                + millis
                + " ms more than the monotonic one: this host was suspended, or its clock was set")
        : Optional.empty();
  }

  /**
   * The right is granted, perhaps anew.
   *
   * @param whenAsked what the clocks had shown when it was asked for
   */
  void begin(long untilNanos, @Nullable WallClockRead whenAsked) {
    term = untilNanos == Arbiter.WITHOUT_END ? null : new Term(turn.now(), untilNanos, whenAsked);
    if (state == RightState.NONE) {
      state = RightState.HELD;
    }
  }

  /** It was renewed. */
  void renewed(long untilNanos) {
    Term before = term;
    if (before != null && untilNanos - before.untilNanos() > 0) {
      term = new Term(turn.now(), untilNanos, clock);
    }
  }

  /** It is held no longer. */
  void end() {
    term = null;
    state = RightState.NONE;
  }

  /** Time has passed: says why the right is over, if it is. */
  Optional<String> consider() {
    Term held = term;
    if (held == null) {
      return Optional.empty();
    }
    RightState next = stateOf(held);
    if (next != state) {
      tell(held, next);
      state = next;
    }
    return next == RightState.NONE
        ? Optional.of("it has not been renewed for " + Nanos.millis(turn.since(held.sinceNanos())))
        : Optional.empty();
  }

  private RightState stateOf(Term held) {
    if (isOver()) {
      return promises.isGiven() ? RightState.PROMISED : RightState.NONE;
    }
    return isLate(held) ? RightState.UNRENEWED : RightState.HELD;
  }

  private void tell(Term held, RightState next) {
    String since = Nanos.millis(turn.since(held.sinceNanos()));
    switch (next) {
      case NONE -> {} // whoever asked tells it
      case HELD -> turn.event(EventCode.RIGHT_RENEWED, "the right to serve is renewed again");
      case UNRENEWED ->
          turn.event(
              EventCode.RIGHT_NOT_RENEWED,
              "the right to serve has not been renewed for "
                  + since
                  + ", it ends in "
                  + Nanos.millis(held.untilNanos() - turn.now()));
      case PROMISED ->
          turn.event(
              EventCode.RIGHT_BY_PROMISE,
              "the right to serve has not been renewed for "
                  + since
                  + ": serves as long as the backup promises not to ask for it");
    }
  }

  private boolean isLate(Term held) {
    return turn.since(held.sinceNanos()) > (held.untilNanos() - held.sinceNanos()) / 2;
  }

  /** Whether it has an end that has passed, with a promise or without. */
  boolean isOver() {
    return term != null && turn.now() - term.untilNanos() >= 0;
  }

  /** Whether it won't be renewed in time, it seems. */
  boolean needsPromise() {
    return term != null && (isOver() || isLate(term));
  }

  /** How it stands. */
  RightState state() {
    return state;
  }

  /**
   * Until when this node may serve; {@link Arbiter#WITHOUT_END} where the arbiter gives no end, and
   * now if it may not.
   */
  long untilNanos() {
    if (!ends) {
      return Arbiter.WITHOUT_END;
    }
    if (term == null) {
      return turn.now();
    }
    return promises.givenUntil() - term.untilNanos() > 0
        ? promises.givenUntil()
        : term.untilNanos();
  }

  /** The reading of the clocks that a later one has to fit to; null without an end. */
  @Nullable WallClockRead clockOfTerm() {
    return term == null ? null : term.clock();
  }
}
