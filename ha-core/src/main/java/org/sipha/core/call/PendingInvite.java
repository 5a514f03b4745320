package org.sipha.core.call;

import java.util.List;

/**
 * What a server needs to go on with an INVITE that another one began: to answer it (leg A: the
 * caller's Via and Record-Route headers) or to send it again, cancel and acknowledge it (leg B: our
 * own Via branch). In a confirmed call it stands on the leg of a party that changes the session and
 * has heard an answer, and so doesn't send its INVITE again; and on the other leg if that party has
 * agreed and waits for the ACK.
 *
 * @param cseq the CSeq number of the INVITE
 * @param vias Via header values, topmost first (RFC 3261 8.2.6.2)
 * @param recordRoutes Record-Route header values that a 2xx has to repeat (RFC 3261 12.1.1)
 * @param rseq RSeq of the last reliable provisional answer to it (RFC 3262), 0 if none came
 * @param maxForwards of an INVITE that we sent, else 0
 * @param headers of an INVITE that we sent and the callee hasn't answered, as {@code Name: value};
 *     else empty
 */
public record PendingInvite(
    long cseq,
    List<String> vias,
    List<String> recordRoutes,
    long rseq,
    int maxForwards,
    List<String> headers) {
  /** Copies the lists. */
  public PendingInvite {
    vias = List.copyOf(vias);
    recordRoutes = List.copyOf(recordRoutes);
    headers = List.copyOf(headers);
  }

  /** One that came from a party. */
  public static PendingInvite received(long cseq, List<String> vias, List<String> recordRoutes) {
    return new PendingInvite(cseq, vias, recordRoutes, 0, 0, List.of());
  }

  /** One that goes to a party, which hasn't answered yet. */
  public static PendingInvite sent(long cseq, String via, int maxForwards, List<String> headers) {
    return new PendingInvite(cseq, List.of(via), List.of(), 0, maxForwards, headers);
  }

  /** One that the party has answered by a 2xx, and to which the ACK is due. */
  public static PendingInvite owedAck(long cseq) {
    return received(cseq, List.of(), List.of());
  }

  /** Whether it is {@link #owedAck}. */
  public boolean isOwedAck() {
    return vias.isEmpty();
  }

  /** The party has it: what stood in it isn't needed any more. */
  public PendingInvite arrived() {
    return new PendingInvite(cseq, vias, recordRoutes, rseq, maxForwards, List.of());
  }

  /** The party has answered by a reliable provisional answer of that number. */
  public PendingInvite answeredReliably(long number) {
    return new PendingInvite(cseq, vias, recordRoutes, number, maxForwards, headers);
  }
}
