package org.sipha.it.lab;

import java.time.Duration;

/** How large a scenario is: small in {@code ./dev test}, full in {@code ./dev soak lab}. */
final class LabSize {
  static final String TAG = "lab";

  private static final boolean FULL = TAG.equals(System.getProperty("sipha.soak"));

  /** Calls held in each scenario. */
  static final int CALLS = FULL ? 2_000 : 200;

  /** SIPp calls that begin a second on a side. */
  static final int CALLS_PER_SECOND = FULL ? 20 : 8;

  /** SIPp calls that are in progress at a moment on a side, at most: each lasts 2 to 4 s. */
  static final int IN_PROGRESS = 4 * CALLS_PER_SECOND;

  /** For how long a network is bad. */
  static final Duration TROUBLE = Duration.ofSeconds(FULL ? 60 : 6);

  private LabSize() {}
}
