package org.sipha.it.harness;

/**
 * Measured figures, one line each, so that {@code grep FIGURE} on a build's output is the report.
 */
public final class Figures {
  private Figures() {}

  /** Prints a figure, for example {@code FIGURE failover, kill to first SIP answer: 812 ms}. */
  @SuppressWarnings("SystemOut") // the report of a run is its output
  public static void print(String what, String value) {
    System.out.println("FIGURE " + what + ": " + value);
  }
}
