package org.sipha.core.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Ack;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.node.Input;

/**
 * The wire between the two nodes. Faults are verbs; what is on the way when one strikes is struck.
 */
final class SimulatedNetwork {
  private static final long CONNECT_TIMEOUT = 1_000_000_000L;

  private final VirtualTime time;
  private final SplittableRandom random;
  private final Wire wire;
  private final Map<Long, End> ends = new LinkedHashMap<>();
  private final long[] cutUntil = new long[2];
  private final long[] lossyUntil = new long[2];
  private final List<Meddler> meddlers = new ArrayList<>(List.of(Meddler.NONE, Meddler.NONE));
  private long nextSocket = 1;
  private boolean clean;
  private int cuts;

  /** Changes or swallows what a node sends, as a faulty or very slow peer would. */
  @FunctionalInterface
  interface Meddler {
    Meddler NONE = frame -> frame;

    /** The node applies what it hears, but its confirmations don't go out. */
    Meddler CONFIRMS_NOTHING =
        frame -> {
          if (frame instanceof Heartbeat beat) {
            return new Heartbeat(
                beat.session(),
                0,
                beat.sentNanos(),
                beat.echoNanos(),
                beat.status(),
                beat.promise(),
                beat.wallClockMillis());
          }
          return frame instanceof Ack ? null : frame;
        };

    /** What is sent instead; null if nothing is. */
    @Nullable Frame instead(Frame frame);
  }

  /** One end of a connection. */
  private static final class End {
    final long id;
    final SimulatedProcess process;
    @Nullable End other;
    long lastDelivery;

    /** How many of the frames that arrive then are still on the way. */
    int lastTogether;

    boolean closed;

    End(long id, SimulatedProcess process) {
      this.id = id;
      this.process = process;
    }
  }

  SimulatedNetwork(VirtualTime time, SplittableRandom random, Wire wire) {
    this.time = time;
    this.random = random;
    this.wire = wire;
  }

  /** Nothing passes from that node for so long. */
  void cutFrom(int node, long nanos) {
    if (!isCut()) {
      cuts++;
    }
    cutUntil[node] = Math.max(cutUntil[node], time.now() + nanos);
  }

  /** A third of what that node sends is lost for so long. */
  void loseFrom(int node, long nanos) {
    lossyUntil[node] = Math.max(lossyUntil[node], time.now() + nanos);
  }

  /** Which directions are cut, and for which time: what is held up by one cut ends with it. */
  String cut() {
    return "cut "
        + (time.now() < cutUntil[0] ? "A" : "")
        + (time.now() < cutUntil[1] ? "B" : "")
        + " the "
        + cuts
        + ". time";
  }

  /** From now on this happens to whatever that node sends. */
  void meddle(int node, Meddler meddler) {
    meddlers.set(node, meddler);
  }

  boolean isCut() {
    return time.now() < cutUntil[0] || time.now() < cutUntil[1];
  }

  /** From now on nothing is lost, doubled or reordered, nobody meddles and no cut holds. */
  void heal() {
    clean = true;
    meddle(0, Meddler.NONE);
    meddle(1, Meddler.NONE);
    cutUntil[0] = time.now();
    cutUntil[1] = time.now();
  }

  void reset() {
    List.copyOf(ends.values()).forEach(end -> close(end, "reset"));
  }

  void dial(SimulatedProcess from, @Nullable SimulatedProcess to) {
    boolean unreachable = isCut();
    boolean refused = to == null || !to.isAlive();
    long delay = unreachable ? CONNECT_TIMEOUT : 2 * latency();
    time.in(
        delay,
        () -> {
          if (unreachable || refused || to == null || !to.isAlive() || !from.isAlive()) {
            from.give(new Input.DialFailed(unreachable ? "timeout" : "refused"));
            return;
          }
          End one = open(from);
          End other = open(to);
          one.other = other;
          other.other = one;
          from.give(new Input.SocketOpened(one.id, true));
          to.give(new Input.SocketOpened(other.id, false));
        });
  }

  private End open(SimulatedProcess process) {
    End end = new End(nextSocket++, process);
    ends.put(end.id, end);
    return end;
  }

  void send(long socket, Frame frame) {
    End from = ends.get(socket);
    if (from == null || from.closed || from.other == null) {
      return;
    }
    int node = from.process.index();
    Frame sent = meddlers.get(node).instead(frame);
    boolean lossy = time.now() < lossyUntil[node];
    if (sent == null || isBad(lossy ? Wire.CHANCES / 3 : wire.lossFrom(node))) {
      return;
    }
    deliver(from, from.other, sent);
    if (isBad(wire.duplication())) {
      deliver(from, from.other, sent);
    }
  }

  private void deliver(End from, End to, Frame frame) {
    long at = Math.max(time.now() + latency(), cutUntil[from.process.index()] + latency());
    if (isBad(wire.reordering())) {
      at += latency() * 3;
    } else {
      at = Math.max(at, to.lastDelivery);
      to.lastTogether = at == to.lastDelivery ? to.lastTogether + 1 : 1;
      to.lastDelivery = at;
    }
    time.at(
        at,
        () -> {
          long stillCut = cutUntil[from.process.index()];
          if (time.now() < stillCut) {
            deliver(from, to, frame); // a cut that began while it was on the way holds it up, too
          } else if (!to.closed) {
            boolean more = time.now() == to.lastDelivery && --to.lastTogether > 0;
            to.process.give(new Input.FrameReceived(to.id, frame, more));
          }
        });
  }

  void close(long socket, String reason) {
    End end = ends.get(socket);
    if (end != null) {
      close(end, reason);
    }
  }

  void closeAll(SimulatedProcess process) {
    for (End end : List.copyOf(ends.values())) {
      if (end.process == process) {
        close(end, "process died");
      }
    }
  }

  private void close(End end, String reason) {
    if (end.closed) {
      return;
    }
    end.closed = true;
    ends.remove(end.id);
    end.process.give(new Input.SocketClosed(end.id, reason));
    End other = end.other;
    if (other != null && !other.closed) {
      // What was sent before arrives before the end does.
      long at = Math.max(other.lastDelivery, Math.max(time.now(), cutUntil[end.process.index()]));
      time.at(at + latency(), () -> close(other, "closed by the peer: " + reason));
    }
  }

  private boolean isBad(int chances) {
    return !clean && chances > 0 && random.nextInt(Wire.CHANCES) < chances;
  }

  private long latency() {
    return 50_000L + random.nextInt(wire.latencyMicros()) * 1_000L;
  }
}
