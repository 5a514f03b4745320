package org.sipha.core.port;

import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;

/**
 * The SIP side. Serves between {@code open} and {@code close}; finds the calls it has inherited in
 * the {@link org.sipha.core.call.CallDirectory} when somebody asks for them, and tells changes by
 * {@code CallChanged} and {@code CallEnded}.
 */
public interface SipService {
  /**
   * Opens the service address and serves; answers {@code SipOpened} or {@code SipOpenFailed}.
   *
   * @param epoch part of the ids of new calls
   * @param handOver whether the other server has handed over: then another process on this host may
   *     still have the port open, yielded
   * @param check whether inherited calls are checked at their parties: the other server ended
   *     unforeseen, or hadn't checked all that came from the grid
   */
  void open(long epoch, boolean handOver, boolean check);

  /**
   * Stops reading and taking work; what is left unread is answered after retransmission. Answers
   * {@code SipHeld} after every input that earlier work caused. Answers that wait at a gate still
   * go when let go.
   */
  void hold();

  /** Goes on after {@link #hold}. */
  void resume();

  /**
   * After {@link #hold}: lets another process on this host open the same port, without closing it.
   * Answers {@code SipYielded}.
   */
  void yield();

  /**
   * Closes and forgets everything that isn't in the directory; answers {@code SipClosed}, also if
   * it wasn't open.
   */
  void close();

  /** Lets the answer that waits at this gate go. */
  void letGo(long gate, boolean isProtected);

  /** The directory holds a call that came from the peer while this node serves. */
  void adopted(CallId id);

  /**
   * The directory holds a call that came from the grid while this node serves. The grid may have
   * missed its end: both parties are asked, gently, whatever the call's session timer is. {@code
   * CallVerified} says that both have it; else the call ends as any inherited one.
   */
  void recalled(CallId id);

  /** The call has ended on the other node: forget it, without a message to the parties. */
  void forgotten(CallId id);

  /** The directory holds a registration that came from the peer while this node serves. */
  void registrationAdopted(String dn);

  /**
   * A forced switchover has left this call behind, and nobody serves it any more: what remains of
   * it is to be recorded. It is in no directory, and SIP may be closed.
   */
  void lost(CallRecord call);
}
