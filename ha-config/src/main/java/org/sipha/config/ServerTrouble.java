package org.sipha.config;

import java.io.IOException;

/**
 * A configuration server doesn't give the configuration. The message says to people why, and what
 * to do.
 */
public final class ServerTrouble extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean passing;

  private ServerTrouble(String message, boolean passing) {
    super(message);
    this.passing = passing;
  }

  /** It may pass by itself: somebody is down, slow or overloaded. */
  public static ServerTrouble passing(String message) {
    return new ServerTrouble(message, true);
  }

  /** It stays until somebody mends it. */
  public static ServerTrouble lasting(String message) {
    return new ServerTrouble(message, false);
  }

  /** Whether it may pass by itself. */
  public boolean isPassing() {
    return passing;
  }

  /** What to tell people. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
