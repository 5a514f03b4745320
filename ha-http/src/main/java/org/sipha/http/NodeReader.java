package org.sipha.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.sipha.core.node.NodeView;

/**
 * Reads the node for one page after the other; the only place where a published view is aged. One
 * thread at a time.
 */
final class NodeReader {
  /**
   * The two clocks are never read at quite the same time, and one of them is slewed: less than this
   * is no step.
   */
  private static final Duration STEP = Duration.ofMillis(50);

  private final NodeAccess node;
  private final Supplier<Moment> clock;
  private final ProcessMeter meter;
  private Moment anchor;

  NodeReader(NodeAccess node, Supplier<Moment> clock) {
    this.node = node;
    this.clock = clock;
    this.anchor = clock.get();
    this.meter = new ProcessMeter(anchor.nanos());
  }

  /** The node as it may be believed now; empty until it has spoken for the first time. */
  Optional<NodeView> view() {
    return node.view().map(view -> view.asOf(clock.get().nanos()));
  }

  /** All figures of now; empty until the node has spoken for the first time. */
  Optional<Snapshot> snapshot() {
    Moment moment = moment();
    return node.view()
        .map(
            view ->
                new Snapshot(
                    view.asOf(moment.nanos()),
                    moment,
                    node.sip(),
                    node.link(),
                    meter.at(moment.nanos()),
                    node.configuration().state(),
                    node.certificates(),
                    node.unprotectedFor()));
  }

  /**
   * This moment, so that a time that was shown once is shown the same until somebody sets the wall
   * clock.
   */
  private Moment moment() {
    Moment now = clock.get();
    Instant expected = anchor.wall().plusNanos(now.nanos() - anchor.nanos());
    if (Duration.between(expected, now.wall()).abs().compareTo(STEP) >= 0) {
      anchor = now;
      return now;
    }
    return new Moment(now.nanos(), expected);
  }
}
