package org.sipha.transport;

import static org.sipha.transport.Eventually.until;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sipha.core.link.Frame;
import org.sipha.core.node.Input;

/** A node that writes down what it is given, and can be told to be slow about it. */
final class ReceivedInputs implements TrackedInputs {
  private final List<Input> inputs = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();
  private boolean holding;

  @Override
  public void give(Input input, @Nullable Runnable handled) {
    synchronized (this) {
      inputs.add(input);
      if (handled == null) {
        return;
      }
      if (holding) {
        held.add(handled);
        return;
      }
    }
    handled.run();
  }

  /** From now on nothing counts as handled. */
  synchronized void hold() {
    holding = true;
  }

  /** Everything that was held is handled now; the caller runs it on the node's thread. */
  synchronized List<Runnable> letGo() {
    holding = false;
    List<Runnable> now = List.copyOf(held);
    held.clear();
    return now;
  }

  synchronized List<Input> all() {
    return List.copyOf(inputs);
  }

  /** Frames of a socket in the order in which they came. */
  List<Frame> frames(long socket) {
    return all().stream()
        .filter(Input.FrameReceived.class::isInstance)
        .map(Input.FrameReceived.class::cast)
        .filter(received -> received.socket() == socket)
        .map(Input.FrameReceived::frame)
        .toList();
  }

  boolean isClosed(long socket) {
    return all().stream()
        .anyMatch(input -> input instanceof Input.SocketClosed closed && closed.socket() == socket);
  }

  /** Waits for the {@code n}th input of a type, counted from 1. */
  <I extends Input> I await(Class<I> type, int n) {
    Predicate<Input> wanted = type::isInstance;
    until(
        n + " " + type.getSimpleName(),
        () -> all().stream().filter(wanted).count() >= n,
        this::summary);
    return type.cast(all().stream().filter(wanted).skip(n - 1L).findFirst().orElseThrow());
  }

  Input.SocketClosed awaitClosed(long socket) {
    until("socket " + socket + " closed", () -> isClosed(socket), this::summary);
    return all().stream()
        .filter(Input.SocketClosed.class::isInstance)
        .map(Input.SocketClosed.class::cast)
        .filter(closed -> closed.socket() == socket)
        .findFirst()
        .orElseThrow();
  }

  private Object summary() {
    List<Input> all = all();
    return all.size() + " inputs, the last " + all.subList(Math.max(0, all.size() - 3), all.size());
  }
}
