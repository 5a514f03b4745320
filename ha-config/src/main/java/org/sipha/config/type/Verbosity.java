package org.sipha.config.type;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** How much is logged; the words are those this domain knows, from most to least. */
public enum Verbosity {
  /** Everything, libraries too. */
  ALL(Level.TRACE),
  /** Each message. */
  DEBUG(Level.DEBUG),
  /** As debug. */
  TRACE(Level.DEBUG),
  /** As standard. */
  INTERACTION(Level.INFO),
  /** What an operator wants to read at night. */
  STANDARD(Level.INFO),
  /** Only what degrades or needs a person. */
  ALARM(Level.WARN),
  /** Nothing. */
  NONE(null);

  private final @Nullable Level threshold;

  Verbosity(@Nullable Level threshold) {
    this.threshold = threshold;
  }

  /** The lowest level that is logged; empty if nothing is. */
  public Optional<Level> threshold() {
    return Optional.ofNullable(threshold);
  }
}
