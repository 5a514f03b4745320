package org.sipha.transport;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.Input;

/**
 * What waits for a node, in two lanes that take turns: what came from the peer, and everything
 * else. A heartbeat or an acknowledgement must not wait behind thousands of calls, else load would
 * look like a lost peer; and calls must not wait behind a synchronization. Each lane keeps its
 * order. Any thread adds, one takes.
 */
final class InputQueue {
  private final Queue<Waiting> fromPeer = new ConcurrentLinkedQueue<>();
  private final Queue<Waiting> others = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private boolean peersTurn; // of the taking thread alone

  /** An input, and who wants to know when it has been handled. */
  record Waiting(Input input, @Nullable Runnable handled) {}

  void addFromPeer(Waiting input) {
    size.incrementAndGet();
    fromPeer.add(input);
  }

  void addOther(Waiting input) {
    size.incrementAndGet();
    others.add(input);
  }

  /** The next input, null if none waits. */
  @Nullable Waiting take() {
    peersTurn = !peersTurn;
    Waiting next = peersTurn ? fromPeer.poll() : others.poll();
    if (next == null) {
      next = peersTurn ? others.poll() : fromPeer.poll();
    }
    if (next != null) {
      size.decrementAndGet();
    }
    return next;
  }

  int size() {
    return size.get();
  }

  void clear() {
    while (take() != null) {
      // taken and forgotten
    }
  }
}
