package org.sipha.sip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers that transactions and dialogs work with.
 *
 * @param vias Via values, topmost first; of a received request the topmost says where it really
 *     came from
 * @param via the topmost Via, taken apart
 * @param from From value as received, with its tag
 * @param fromTag null if there is none
 * @param to To value as received, with its tag if it has one
 * @param toTag null if there is none
 * @param callId Call-ID
 * @param cseq CSeq number, 0 to 2^31-1
 * @param method CSeq method
 * @param contact URI of the first Contact, null if there is none
 * @param recordRoutes Record-Route values, topmost first
 */
public record Head(
    List<String> vias,
    Via via,
    String from,
    @Nullable String fromTag,
    String to,
    @Nullable String toTag,
    String callId,
    long cseq,
    String method,
    @Nullable String contact,
    List<String> recordRoutes) {
  /** Copies the lists. */
  public Head {
    vias = List.copyOf(vias);
    recordRoutes = List.copyOf(recordRoutes);
  }
}
