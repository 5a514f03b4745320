package org.sipha.core.simulation;

import java.util.HashMap;
import java.util.Map;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.port.AskReason;
import org.sipha.core.role.Role;

/** Who asks for the right to serve, who serves, and in which epoch (SPEC 3.7, 4). */
final class RightCheck {
  private static final long SECOND = 1_000_000_000L;

  /** Two primaries that are connected see it in a heartbeat; a resumed session may take longer. */
  private static final long SETTLED_WITHIN = 2 * SECOND;

  /** An operator's word stands above what the two nodes know: for so long nothing else counts. */
  private static final long COMMAND_COUNTS = 3 * SECOND;

  private final Surroundings pair;

  /** When each node's present process last had a session, or began, on its own clock. */
  private final Alone[] alone = {new Alone(), new Alone()};

  /** Epochs that were persisted and served, by number and server, with the process that did. */
  private final Map<Long, SimulatedProcess> servedIn = new HashMap<>();

  private long bothServeSince = Long.MAX_VALUE;
  private long lastCommanded = Long.MIN_VALUE / 2;

  private static final class Alone {
    long incarnation;
    long sinceNanos;

    /** A refused handshake counts as reached: whoever has nothing may serve beside it. */
    boolean refused;
  }

  RightCheck(Surroundings pair) {
    this.pair = pair;
  }

  void sees(SimulatedProcess process, NodeView view) {
    Alone its = of(process);
    its.refused = view.connection().refusal() != null;
    if (view.connection().state() != ConnectionState.DOWN) {
      its.sinceNanos = process.clock();
    }
  }

  void asks(SimulatedProcess process, AskReason reason) {
    SimulatedProcess other = pair.other(process.index());
    boolean otherServes = other != null && other.isAnswering();
    switch (reason) {
      case STARTED_ALONE:
        long sinceNanos = process.clock() - of(process).sinceNanos;
        boolean early = sinceNanos < process.settings().startWait().toNanos() - SECOND / 10;
        if (early && !of(process).refused) {
          throw new AssertionError(process.name() + " asks alone after " + sinceNanos / 1e9 + " s");
        }
        break;
      case HANDED_OVER, RECLAIM:
        if (pair.arbiter() == ArbiterType.MANUAL && otherServes) {
          throw new AssertionError(
              process.name() + " asks (" + reason + ") though the other serves");
        }
        break;
      case AGREED, PEER_GONE:
        boolean commanded = pair.time().now() - lastCommanded < COMMAND_COUNTS;
        if (pair.arbiter() == ArbiterType.MANUAL && otherServes && !commanded) {
          throw new AssertionError(
              process.name() + " asks (" + reason + ") though the other serves");
        }
        break;
      case COMMANDED:
        lastCommanded = pair.time().now();
        break;
      case PEER_SILENT:
        break;
    }
  }

  void opens(SimulatedProcess process, long epoch) {
    SimulatedProcess other = pair.other(process.index());
    if (pair.arbiter() == ArbiterType.FILE && other != null && other.hasPortOpen()) {
      throw new AssertionError("both have SIP open");
    }
    boolean persisted = pair.settings(process.index(), 1).persistedEpoch() >= epoch;
    if (persisted) {
      SimulatedProcess before = servedIn.put(epoch << 1 | process.index(), process);
      if (before != null && before != process) {
        throw new AssertionError(process.name() + " serves in epoch " + epoch + " once more");
      }
    }
  }

  void afterStep(SimulatedProcess process) {
    SimulatedProcess other = pair.other(process.index());
    boolean both = other != null && process.isAnswering() && other.isAnswering();
    if (!both) {
      bothServeSince = Long.MAX_VALUE;
    } else if (pair.arbiter() != ArbiterType.MANUAL) {
      throw new AssertionError("two answer SIP");
    } else {
      twoPrimariesSettle(process, other);
    }
  }

  /** With {@code manual} two may serve while they don't hear one another, and no longer. */
  private void twoPrimariesSettle(SimulatedProcess one, SimulatedProcess other) {
    long now = pair.time().now();
    if (!isHeard(one, other) || !isHeard(other, one)) {
      bothServeSince = Long.MAX_VALUE;
    } else {
      bothServeSince = Math.min(bothServeSince, now);
      if (now - bothServeSince > SETTLED_WITHIN) {
        throw new AssertionError("two serve in one session");
      }
    }
  }

  private static boolean isHeard(SimulatedProcess process, SimulatedProcess by) {
    NodeView own = process.view();
    NodeView peer = by.view();
    return own != null
        && peer != null
        && !process.isFrozen()
        && own.role() == Role.PRIMARY
        && peer.connection().state() == ConnectionState.ESTABLISHED
        && own.connection().session() == peer.connection().session();
  }

  private Alone of(SimulatedProcess process) {
    Alone its = alone[process.index()];
    if (its.incarnation != process.settings().incarnation()) {
      its.incarnation = process.settings().incarnation();
      its.refused = false;
      its.sinceNanos = process.clock();
    }
    return its;
  }
}
