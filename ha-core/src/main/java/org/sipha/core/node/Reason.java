package org.sipha.core.node;

import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;

/**
 * What a node decided and why, in the words that the status uses too: an event, or a line for the
 * log alone.
 *
 * @param code the kind of event, null for a line for the log alone
 */
public record Reason(Level level, @Nullable EventCode code, String text) {
  /** An event. */
  static Reason event(EventCode code, String text) {
    return new Reason(code.severity(), code, text);
  }

  /** How much a person must care (STYLE, logs). */
  public enum Level {
    /** Each message. */
    DEBUG,
    /** What an operator wants to read at night. */
    INFO,
    /** Something degrades. */
    WARN,
    /** A person must act. */
    ERROR
  }
}
