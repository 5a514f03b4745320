package org.sipha.core.port;

/**
 * Decides who may be primary (SPEC 4): at any time it grants the right to at most one process.
 *
 * <p>A right may have an end: then the arbiter renews it by itself and tells so with {@code
 * RightRenewed}, and the node stops serving in time if it doesn't. It reports {@code ArbiterLost}
 * when somebody has taken or removed a right that hasn't ended yet. The right of a process that
 * ends is free again, at once or when it would have ended. Answers come in the order of what they
 * answer.
 */
public interface Arbiter {
  /** The end of a right that has none: that of {@code file} and {@code manual}. */
  long WITHOUT_END = Long.MAX_VALUE;

  /**
   * Asks once; answers with {@code ArbiterGranted} or {@code ArbiterDenied}, quickly: "I can't tell
   * now" is a denial. A process that holds the right already is granted it anew.
   *
   * @param gone incarnation of the peer's process that is proved to be gone, with {@link
   *     AskReason#PEER_GONE}; else 0. The right that exactly that process holds may be taken.
   */
  void ask(AskReason reason, long gone);

  /**
   * Gives the right up, if held; answers with {@code ArbiterReleased} in any case, and quickly.
   * What can't be given up because the arbiter isn't reached has to end by itself.
   */
  void release();

  /**
   * Keeps an epoch number where the next one who is granted the right finds it, if there is such a
   * place: now if this process holds the right, else when it does. Never answers.
   */
  void remember(long epoch);
}
