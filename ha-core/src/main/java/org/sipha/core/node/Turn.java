package org.sipha.core.node;

import java.util.ArrayList;
import java.util.List;
import org.sipha.core.event.EventCode;

/**
 * What the machines of a node share while one input is handled: the time, and where their effects
 * and reasons go.
 */
public final class Turn {
  private long nowNanos;
  private List<Effect> effects = new ArrayList<>();
  private List<Reason> reasons = new ArrayList<>();
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

  /** Something that an operator wants to read, in the log and on the timeline. */
  public void event(EventCode code, String text) {
    reasons.add(Reason.event(code, text));
    notable = true;
  }

  /** Something degrades, in the log alone: too much for the timeline. */
  public void warnInLog(String text) {
    reasons.add(new Reason(Reason.Level.WARN, null, text));
  }

  /** For the log alone, at INFO. */
  public void info(String text) {
    reasons.add(new Reason(Reason.Level.INFO, null, text));
  }

  /** For the log alone, at DEBUG. */
  public void debug(String text) {
    reasons.add(new Reason(Reason.Level.DEBUG, null, text));
  }
}
