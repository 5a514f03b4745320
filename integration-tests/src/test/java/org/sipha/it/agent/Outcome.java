package org.sipha.it.agent;

/**
 * How a request ended.
 *
 * @param status of the final answer, 0 if none came in 32 s (RFC 3261 17.1, 64 T1)
 */
public record Outcome(int status, String text) {
  static final Outcome SILENCE = new Outcome(0, "no answer in 32 s");

  /** Whether the answer was 2xx. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
