package org.sipha.it.harness;

import java.util.Optional;

/**
 * A kind of call, as two scenarios of SIPp in {@code src/test/resources/sipp} play it: what comes
 * first, {@code -d} milliseconds in which another server may take over, and what comes then.
 *
 * @param caller the caller's scenario
 * @param callee the callee's
 * @param target the scenario of whom the callee redirects to
 * @param calls how many calls of the caller to the callee it is
 * @param pauses how often it waits for {@code -d} milliseconds
 */
public record Flow(
    String name, String caller, String callee, Optional<String> target, int calls, int pauses) {
  /** One call, which waits once. */
  public static Flow of(String name, String caller, String callee) {
    return new Flow(name, caller, callee, Optional.empty(), 1, 1);
  }

  /** It, with a party to whom the callee redirects. */
  public Flow target(String scenario) {
    return new Flow(name, caller, callee, Optional.of(scenario), calls, pauses);
  }

  /** It, as so many calls of the caller to the callee. */
  public Flow calls(int count) {
    return new Flow(name, caller, callee, target, count, pauses);
  }

  /** How many call detail records it leaves: a call to whom it is redirected has its own. */
  public int records() {
    return calls + (target.isPresent() ? 1 : 0);
  }

  /** It, waiting so often. */
  public Flow pauses(int count) {
    return new Flow(name, caller, callee, target, calls, count);
  }
}
