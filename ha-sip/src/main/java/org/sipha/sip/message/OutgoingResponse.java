package org.sipha.sip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response to be sent (RFC 3261 8.2.6).
 *
 * @param request what it answers
 * @param status 100 to 699
 * @param toTag tag to add to the To header if the request had none; null for 100
 * @param headers beside those that every response repeats
 */
public record OutgoingResponse(
    Head request,
    int status,
    String reason,
    @Nullable String toTag,
    List<Header> headers,
    Body body) {
  /** Copies the list. */
  public OutgoingResponse {
    headers = List.copyOf(headers);
  }

  /** An answer without body, with the usual reason phrase. */
  public static OutgoingResponse of(
      Head request, int status, @Nullable String toTag, Header... headers) {
    return new OutgoingResponse(
        request, status, ReasonPhrases.of(status), toTag, List.of(headers), Body.NONE);
  }

  /** The bytes to send; the same as often as it is asked. */
  public byte[] encode() {
    MessageWriter out = new MessageWriter("SIP/2.0 " + status + " " + reason);
    request.vias().forEach(via -> out.header("Via", via));
    boolean setsUpDialog = status > 100 && status < 300;
    if (setsUpDialog) {
      request.recordRoutes().forEach(route -> out.header("Record-Route", route));
    }
    out.header("From", request.from());
    boolean addTag = request.toTag() == null && toTag != null;
    out.header("To", addTag ? request.to() + ";tag=" + toTag : request.to());
    out.header("Call-ID", request.callId());
    out.header("CSeq", request.cseq() + " " + request.method());
    headers.forEach(out::header);
    return out.end(body);
  }

  /** One line for the log. */
  public String summary() {
    return status
        + " "
        + reason
        + " ["
        + request.callId()
        + " "
        + request.cseq()
        + " "
        + request.method()
        + "]";
  }
}
