package org.sipha.core.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the machines of a node share while one input is handled: the time, and where their effects
 * and reasons go. The timeline for operators is kept here too, because every machine writes on it.
 */
public final class Turn {
  private static final int MAX_EVENTS = 100;

  private long nowNanos;
  private List<Effect> effects = new ArrayList<>();
  private List<Reason> reasons = new ArrayList<>();
  private final Deque<NodeView.Event> events = new ArrayDeque<>();

  /** A copy for views, null when an event has come since it was made. */
  private @Nullable List<NodeView.Event> timeline;

  private boolean notable;

  /** A clock that stands at {@code nowNanos} until the first input. */
  public Turn(long nowNanos) {
    this.nowNanos = nowNanos;
  }

  /** Begins to handle an input at that time. */
  void begin(long atNanos) {
    nowNanos = atNanos;
    effects = new ArrayList<>();
    reasons = new ArrayList<>();
    notable = false;
  }

  /** What has come together since {@link #begin}. */
  Step end() {
    return new Step(effects, reasons);
  }

  /** Whether something happened that readers of the view and the peer should see at once. */
  boolean isNotable() {
    return notable;
  }

  /** The last events, oldest first. */
  List<NodeView.Event> events() {
    List<NodeView.Event> copy = timeline;
    if (copy == null) {
      copy = List.copyOf(events);
      timeline = copy;
    }
    return copy;
  }

  /** The time of this input, monotonic. */
  public long now() {
    return nowNanos;
  }

  /** Nanoseconds since {@code pastNanos}. */
  public long since(long pastNanos) {
    return nowNanos - pastNanos;
  }

  /** Wants this done, after all that was wanted before. */
  public void want(Effect effect) {
    effects.add(effect);
  }

  /** Something an operator wants to read at night, in the log and on the timeline. */
  public void event(String text) {
    note(Reason.Level.INFO, text);
  }

  /** Something degrades. On the timeline too. */
  public void warn(String text) {
    note(Reason.Level.WARN, text);
  }

  /** A person must act. On the timeline too. */
  public void error(String text) {
    note(Reason.Level.ERROR, text);
  }

  /** Something degrades, in the log alone: too much for the timeline. */
  public void warnInLog(String text) {
    reasons.add(new Reason(Reason.Level.WARN, text));
  }

  /** For the log alone, at INFO. */
  public void info(String text) {
    reasons.add(new Reason(Reason.Level.INFO, text));
  }

  /** For the log alone, at DEBUG. */
  public void debug(String text) {
    reasons.add(new Reason(Reason.Level.DEBUG, text));
  }

  private void note(Reason.Level level, String text) {
    reasons.add(new Reason(level, text));
    if (events.size() == MAX_EVENTS) {
      events.removeFirst();
    }
    events.addLast(new NodeView.Event(nowNanos, text));
    timeline = null;
    notable = true;
  }
}
