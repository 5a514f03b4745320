package org.sipha.http;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.NodeView;
import org.sipha.core.port.Arbiter;
import org.sipha.core.role.RightState;
import org.sipha.http.Block.Statistic;

/** How a server stands to the right to serve, as it is shown everywhere. */
final class RightShown {
  private RightShown() {}

  /** Seconds until the right ends unless it is renewed; empty if it has no end or isn't held. */
  static OptionalDouble secondsLeft(NodeView view, Moment moment) {
    NodeView.Right right = view.right();
    boolean ends = right.state() != RightState.NONE && right.untilNanos() != Arbiter.WITHOUT_END;
    Double seconds = ends ? moment.secondsUntil(right.untilNanos()) : null;
    return seconds == null ? OptionalDouble.empty() : OptionalDouble.of(seconds);
  }

  /** The same as null. */
  static @Nullable Double secondsLeftOrNull(NodeView view, Moment moment) {
    OptionalDouble seconds = secondsLeft(view, moment);
    return seconds.isPresent() ? seconds.getAsDouble() : null;
  }

  /** What an operator has to know of it; empty if all is well. */
  static Optional<String> warning(NodeView view, Moment moment) {
    return switch (view.right().state()) {
      case NONE, HELD -> Optional.empty();
      case UNRENEWED ->
          Optional.of(
              "The right to serve isn't renewed: the arbiter isn't reached or has no quorum. It ends in "
                  + secondsLeft(view, moment).orElse(0)
                  + " s.");
      case PROMISED ->
          Optional.of(
              "Serves by the backup's promise alone: the arbiter isn't reached or has no quorum.");
    };
  }

  static Block block(Snapshot s) {
    return new Block(
        "haRight",
        List.of(
            Statistic.number(
                "STATE",
                switch (s.view().right().state()) {
                  case NONE -> 0;
                  case HELD -> 1;
                  case UNRENEWED -> 2;
                  case PROMISED -> 3;
                },
                "The right to serve: 0 not held, 1 held, 2 not renewed in time, 3 by the backup's promise"),
            Statistic.number(
                "SECONDS_LEFT",
                (long) secondsLeft(s.view(), s.moment()).orElse(-1),
                "Seconds until the right ends unless it is renewed, -1 if it has no end or isn't held")),
        List.of());
  }
}
