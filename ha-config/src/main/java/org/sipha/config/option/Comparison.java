package org.sipha.config.option;

/** Whether the two servers of a pair compare an option in the handshake. */
public enum Comparison {
  /** Each server has its own value, or it is compared by other means. */
  NONE,
  /** Should be equal: a difference is a warning. */
  SHARED,
  /** Must be equal: a difference makes a switchover unsafe, and the connection is refused. */
  UNSAFE
}
