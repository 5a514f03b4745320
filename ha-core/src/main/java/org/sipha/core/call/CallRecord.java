package org.sipha.core.call;

/**
 * A call as the pair keeps and compares it: what both nodes must agree on, beside a body that only
 * the SIP side reads.
 *
 * @param id names the call
 * @param version how new this copy is
 * @param bornSession the session of the HA connection in which the call was set up, 0 if there was
 *     none. It decides which calls "existed before the HA connection was established" (SPEC 2),
 *     never a clock.
 * @param multisite see {@link Call#multisite}
 * @param state see {@link Call#state}
 * @param body the content
 * @param nextTimerMillis see {@link Call#nextTimerMillis}: here too, so that taking over needn't
 *     decode the body
 */
public record CallRecord(
    CallId id,
    Version version,
    long bornSession,
    boolean multisite,
    CallState state,
    CallBody body,
    long nextTimerMillis) {
  /** A copy of a call in that version. */
  public static CallRecord of(Call call, Version version, long bornSession) {
    return of(call, call, version, bornSession);
  }

  /** The same, with its content in the form in which it is kept. */
  public static CallRecord of(Call call, CallBody body, Version version, long bornSession) {
    return new CallRecord(
        call.id(),
        version,
        bornSession,
        call.multisite(),
        call.state(),
        body,
        call.nextTimerMillis());
  }

  /** The same copy, with its content in another form. */
  CallRecord withBody(CallBody form) {
    return new CallRecord(id, version, bornSession, multisite, state, form, nextTimerMillis);
  }
}
