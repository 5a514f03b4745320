package org.sipha.core.call;

import java.util.Locale;

/** Why a call ended, as its call detail record says it. */
public enum EndReason {
  /** The caller hung up after the answer. */
  CALLER_HUNG_UP(EndCause.PARTY),
  /** The callee hung up. */
  CALLEE_HUNG_UP(EndCause.PARTY),
  /** The caller gave up before the answer. */
  CANCELLED(EndCause.PARTY),
  /** The callee refused; the status says how. */
  REJECTED(EndCause.PARTY),
  /** The callee didn't answer in time. */
  NO_ANSWER(EndCause.SERVER),
  /** The parties agreed upon a session timer (RFC 4028), and nobody refreshed in time. */
  SESSION_EXPIRED(EndCause.SERVER),
  /** The call has lasted as long as calls may. */
  DURATION_LIMIT(EndCause.SERVER),
  /** A party said that it has no such call any more (481). */
  LOST_AT_PARTY(EndCause.PARTY),
  /** A party didn't answer when it was asked whether it still has the call (408). */
  PARTY_UNREACHABLE(EndCause.SERVER),
  /** A switchover was forced before the other server had it, and this one gave it up. */
  LOST_IN_SWITCHOVER(EndCause.SERVER),
  /** This server ended it for another reason, for example since the answer wasn't acknowledged. */
  ENDED_BY_SERVER(EndCause.SERVER);

  private final EndCause cause;

  EndReason(EndCause cause) {
    this.cause = cause;
  }

  /** What it counts as when two primaries are healed. */
  public EndCause cause() {
    return cause;
  }

  /** As the record spells it: {@code caller-hung-up}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
