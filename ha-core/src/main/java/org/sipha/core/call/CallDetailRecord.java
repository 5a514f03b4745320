package org.sipha.core.call;

import java.util.List;

/**
 * What remains of a call that has ended: one for each call, attempts that were never answered
 * included (SPEC 4). After a crash both servers may have written one; {@link #id} says that they
 * are the same call's. Times are milliseconds since 1970 UTC.
 *
 * @param id names the call on both servers
 * @param from the caller, as in {@link Call#from}
 * @param to the number that was called
 * @param callerPlace {@code dn:NAME} or {@code trunk:NAME}
 * @param calleePlace the same of the callee
 * @param callerCallId Call-ID of the caller's leg
 * @param calleeCallId Call-ID of the callee's leg
 * @param multisite see {@link Call#multisite}
 * @param invitedAtMillis when the caller's INVITE came
 * @param answeredAtMillis when the callee's 2xx came, 0 if none did
 * @param endedAtMillis when the end was decided
 * @param ending how it ended
 * @param servers the {@code server-id}s of those that handled a message of it, the first set it up
 */
public record CallDetailRecord(
    CallId id,
    String from,
    String to,
    String callerPlace,
    String calleePlace,
    String callerCallId,
    String calleeCallId,
    boolean multisite,
    long invitedAtMillis,
    long answeredAtMillis,
    long endedAtMillis,
    Ending ending,
    List<Integer> servers) {
  /** Copies the list. */
  public CallDetailRecord {
    servers = List.copyOf(servers);
  }

  /** How long the parties could talk, 0 if nobody answered. */
  public long durationMillis() {
    // The clock may have been set back, or the answer have come to the other server's clock.
    return answeredAtMillis == 0 ? 0 : Math.max(0, endedAtMillis - answeredAtMillis);
  }
}
