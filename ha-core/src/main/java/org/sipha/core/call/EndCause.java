package org.sipha.core.call;

/** Why a call ended; decides what counts when two primaries are healed (SPEC 3.8). */
public enum EndCause {
  /** A party hung up, rejected or cancelled: it counts on whichever node it happened. */
  PARTY,
  /**
   * This server ended it by a timer of its own: it doesn't count against a winner that still holds
   * the call.
   */
  SERVER
}
