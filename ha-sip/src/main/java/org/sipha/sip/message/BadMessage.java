package org.sipha.sip.message;

import org.jspecify.annotations.Nullable;

/**
 * A message that can't be handled. Carries the answer that the RFC asks for, where there is one to
 * give.
 */
public final class BadMessage extends Exception {
  private final transient byte @Nullable [] answer;

  BadMessage(String text, byte @Nullable [] answer) {
    // No stack trace: hostile messages must stay cheap.
    super(text, null, false, false);
    this.answer = answer;
  }

  /** What to send back to where the message came from; null means silence. */
  public byte @Nullable [] answer() {
    return answer;
  }
}
