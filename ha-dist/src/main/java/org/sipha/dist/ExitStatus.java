package org.sipha.dist;

/** How {@code sipha} says to a script how it went (SPEC 8). */
public final class ExitStatus {
  /** Done. */
  public static final int DONE = 0;

  /** Failed, or tried and rolled back. */
  public static final int FAILED = 1;

  /** The command line was wrong. */
  public static final int USAGE = 2;

  /** A port can't be opened, or no server was reached. */
  public static final int UNAVAILABLE = 69;

  /** The server found itself in a state that must not be: it ended so that its peer takes over. */
  public static final int BROKEN = 70;

  /** Refused: not ready, or busy. */
  public static final int REFUSED = 75;

  /** The configuration is wrong. */
  public static final int CONFIGURATION = 78;

  private ExitStatus() {}
}
