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
    List<Integer> servers)
    implements CallBody {
  /** Copies the list. */
  public Call {
    servers = List.copyOf(servers);
  }

  @Override
  public Call decoded(CallCodec codec) {
    return this;
  }
}
