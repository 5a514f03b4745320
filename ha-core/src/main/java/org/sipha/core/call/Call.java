package org.sipha.core.call;

import java.util.List;

/**
 * A call between two parties, as a back-to-back user agent holds it: two dialogs joined. Everything
 * a server needs to go on with a call that another one has set up is in here; nothing in here
 * belongs to a library, a socket or a thread.
 *
 * @param id names the call on both nodes
 * @param state how far the set-up has come
 * @param multisite whether a leg is at another SIP server site, through a trunk with {@code
 *     multisite = true} (SPEC 2)
 * @param startedAtMillis when the caller's INVITE came, milliseconds since 1970 UTC
 * @param from the caller, for display: the user part or the whole URI
 * @param to the number that was called, for display
 * @param a the caller's leg: the dialog in which this pair is the callee
 * @param b the callee's leg: the dialog in which this pair is the caller
 * @param answeredAtMillis when the callee's 2xx came, milliseconds since 1970 UTC; 0 before
 * @param servers the {@code server-id}s of those that handled a message of it, in that order; for
 *     its call detail record
 * @param endsAtMillis when the primary ends it, milliseconds since 1970 UTC: before the answer
 *     since nobody answers, after it since calls last no longer; 0 for never
 * @param sessionExpiresAtMillis when its session expires unless it is refreshed (RFC 4028),
 *     milliseconds since 1970 UTC; 0 for never
 * @param unknown what else a newer version has written
 */
public record Call(
    CallId id,
    CallState state,
    boolean multisite,
    long startedAtMillis,
    String from,
    String to,
    Leg a,
    Leg b,
    long answeredAtMillis,
    List<Integer> servers,
    long endsAtMillis,
    long sessionExpiresAtMillis,
    UnknownFields unknown)
    implements CallBody {
  /** Copies the list. */
  public Call {
    servers = List.copyOf(servers);
  }

  /** A call of which everything is understood. */
  public Call(
      CallId id,
      CallState state,
      boolean multisite,
      long startedAtMillis,
      String from,
      String to,
      Leg a,
      Leg b,
      long answeredAtMillis,
      List<Integer> servers,
      long endsAtMillis,
      long sessionExpiresAtMillis) {
    this(
        id,
        state,
        multisite,
        startedAtMillis,
        from,
        to,
        a,
        b,
        answeredAtMillis,
        servers,
        endsAtMillis,
        sessionExpiresAtMillis,
        UnknownFields.NONE);
  }

  /** When the primary has to look at it next, milliseconds since 1970 UTC; 0 for never. */
  public long nextTimerMillis() {
    return earlier(endsAtMillis, sessionExpiresAtMillis);
  }

  /** The earlier of two times of which 0 is never. */
  public static long earlier(long one, long other) {
    return one == 0 || other == 0 ? one + other : Math.min(one, other);
  }

  @Override
  public Call decoded(CallCodec codec) {
    return this;
  }
}
