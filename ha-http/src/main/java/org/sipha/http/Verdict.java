package org.sipha.http;

/**
 * What permission says of a request.
 *
 * @param who the client, as far as it has proved who it is
 * @param status 200 if it may, else that of the refusal
 * @param text why it is refused, and what to do
 * @param retrySeconds when to try again, 0 for never
 */
record Verdict(String who, int status, String text, long retrySeconds) {
  static Verdict given(String who) {
    return new Verdict(who, 200, "", 0);
  }

  static Verdict refused(String who, int status, String text) {
    return new Verdict(who, status, text, 0);
  }

  boolean isGiven() {
    return status == 200;
  }
}
