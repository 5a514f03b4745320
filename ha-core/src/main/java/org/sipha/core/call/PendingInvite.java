package org.sipha.core.call;

import java.util.List;

/**
 * What a server needs to finish an INVITE that another one began: to answer it (leg A: the caller's
 * Via and Record-Route headers) or to cancel and acknowledge it (leg B: our own Via branch).
 *
 * @param cseq the CSeq number of the INVITE
 * @param vias Via header values, topmost first (RFC 3261 8.2.6.2)
 * @param recordRoutes Record-Route header values that a 2xx has to repeat (RFC 3261 12.1.1)
 * @param rseq RSeq of the last reliable provisional answer to it (RFC 3262), 0 if none came
 */
public record PendingInvite(long cseq, List<String> vias, List<String> recordRoutes, long rseq) {
  /** Copies the lists. */
  public PendingInvite {
    vias = List.copyOf(vias);
    recordRoutes = List.copyOf(recordRoutes);
  }
}
