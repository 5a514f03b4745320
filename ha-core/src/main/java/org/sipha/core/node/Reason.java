package org.sipha.core.node;

/** One line for the log: what a node decided and why, in the words that the status uses too. */
public record Reason(Level level, String text) {
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
