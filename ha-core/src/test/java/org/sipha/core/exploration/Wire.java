package org.sipha.core.exploration;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Ack;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.HelloAck;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Reject;

/** One socket between the two nodes: what is on the way in either direction, in order. */
final class Wire {
  private final long[] sockets;
  private final boolean[] open = {true, true};
  private final List<Deque<Parcel>> toward = List.of(new ArrayDeque<>(), new ArrayDeque<>());
  private final long[] heardReceived = {-1, -1};
  private final List<List<Object>> heardStatus = new java.util.ArrayList<>();

  /** A frame, or the end of the socket (null). */
  record Parcel(@Nullable Frame frame) {}

  Wire(long socketOfA, long socketOfB) {
    sockets = new long[] {socketOfA, socketOfB};
    heardStatus.add(List.of());
    heardStatus.add(List.of());
  }

  long socket(int who) {
    return sockets[who];
  }

  boolean isOpen(int who) {
    return open[who];
  }

  boolean isWhole() {
    return open[0] && open[1];
  }

  void send(int from, Frame frame) {
    if (open[from]) {
      toward.get(1 - from).addLast(new Parcel(frame));
    }
  }

  /** That node closes its end: what it sent before still arrives, then the end does. */
  void close(int who) {
    if (open[who]) {
      open[who] = false;
      toward.get(who).clear();
      toward.get(1 - who).addLast(new Parcel(null));
    }
  }

  boolean hasSomethingFor(int who) {
    return open[who] && !toward.get(who).isEmpty();
  }

  @Nullable Parcel next(int who) {
    return open[who] ? toward.get(who).peekFirst() : null;
  }

  Parcel take(int who) {
    Parcel parcel = toward.get(who).removeFirst();
    if (parcel.frame() == null) {
      open[who] = false;
    } else {
      remember(who, parcel.frame());
    }
    return parcel;
  }

  boolean isHandshakeFor(int who) {
    Parcel parcel = next(who);
    return parcel != null
        && (parcel.frame() instanceof Hello
            || parcel.frame() instanceof HelloAck
            || parcel.frame() instanceof Reject);
  }

  /**
   * Whether the next frame tells that node nothing that it hasn't been told on this socket: such
   * heartbeats and acknowledgements are delivered without a step of their own.
   */
  boolean isIdleFor(int who) {
    Parcel parcel = next(who);
    if (parcel == null) {
      return false;
    }
    if (parcel.frame() instanceof Heartbeat beat) {
      return beat.received() <= heardReceived[who]
          && essence(beat.status()).equals(heardStatus.get(who));
    }
    return parcel.frame() instanceof Ack ack && ack.received() <= heardReceived[who];
  }

  private void remember(int who, Frame frame) {
    if (frame instanceof Heartbeat beat) {
      heardReceived[who] = Math.max(heardReceived[who], beat.received());
      heardStatus.set(who, essence(beat.status()));
    } else if (frame instanceof Ack ack) {
      heardReceived[who] = Math.max(heardReceived[who], ack.received());
    }
  }

  /** What of a status the other's decisions rest on. */
  private static List<Object> essence(PeerStatus status) {
    return List.of(
        status.role(),
        status.epoch(),
        status.highestEpoch(),
        status.starting(),
        status.stopping(),
        status.busy(),
        status.readyForSwitchover(),
        status.sync() == null ? "" : status.sync().state());
  }
}
