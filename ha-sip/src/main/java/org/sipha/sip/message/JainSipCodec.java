package org.sipha.sip.message;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.RecordRouteList;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.ViaList;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import javax.sip.InvalidArgumentException;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages with JAIN-SIP's parser. What that lets through though RFC 3261 doesn't is checked
 * here, before or after; no object of the library leaves this package.
 */
public final class JainSipCodec implements SipCodec {
  /** Strict: the default would drop a header that can't be parsed and go on without it. */
  private static final ParseExceptionListener STRICT =
      (problem, message, headerClass, headerText, messageText) -> {
        throw problem;
      };

  /**
   * The same but for the Contact of a response: the party has answered, and would hear nothing if
   * that counted for nothing. It is as if it had told none.
   */
  private static final ParseExceptionListener OF_RESPONSES =
      (problem, message, headerClass, headerText, messageText) -> {
        if (!Contact.class.equals(headerClass)) {
          throw problem;
        }
      };

  private static final int MAX_PORT = 65_535;

  private final StringMsgParser parser;

  /** A codec for one thread. */
  public JainSipCodec() {
    JainLog.install();
    parser = new StringMsgParser();
  }

  @Override
  public SipMessage decode(byte[] datagram, SipAddress source) throws BadMessage {
    RawMessage raw = RawMessage.of(datagram);
    StartLine start = StartLine.of(raw.startLine);
    if (start == null) {
      throw bad(raw, 400, "not a SIP start line");
    }
    if (!start.hasOurVersion()) {
      throw bad(raw, 505, "version " + start.version());
    }
    String repeated = raw.repeated();
    if (repeated != null) {
      throw bad(raw, 400, repeated + " stands twice");
    }
    if (raw.hasNul()) {
      throw bad(raw, 400, "NUL in the name of a header field");
    }
    SIPMessage parsed = parse(raw, start);
    int length =
        parsed.getContentLength() == null ? -1 : parsed.getContentLength().getContentLength();
    byte[] content = raw.body(datagram, length);
    if (content == null) {
      throw bad(raw, 400, "body is cut off");
    }
    Body body = content.length == 0 ? Body.NONE : new Body(raw.value("Content-Type"), content);
    try {
      return start.isRequest()
          ? request((SIPRequest) parsed, raw, start, source, body)
          : response((SIPResponse) parsed, raw, source, body);
    } catch (ParseException | InvalidArgumentException | RuntimeException e) {
      throw bad(raw, 400, String.valueOf(e.getMessage()));
    }
  }

  private SIPMessage parse(RawMessage raw, StartLine start) throws BadMessage {
    try {
      SIPMessage parsed =
          parser.parseSIPMessage(
              raw.headBytes(start.isRequest()),
              false,
              false,
              start.isRequest() ? STRICT : OF_RESPONSES);
      if (start.isRequest() && parsed instanceof SIPRequest request) {
        request.checkHeaders();
      } else if (!start.isRequest() && parsed instanceof SIPResponse response) {
        response.checkHeaders();
      } else {
        throw new ParseException("neither request nor response", 0);
      }
      checkIdentity(parsed);
      return parsed;
    } catch (ParseException | RuntimeException | StackOverflowError e) {
      // A parser that fails in an unforeseen way has met a bad message too.
      throw bad(raw, 400, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The headers that {@code checkHeaders} believes to be there (it checks them for requests only).
   */
  private static void checkIdentity(SIPMessage parsed) throws ParseException {
    ViaList vias = parsed.getViaHeaders();
    boolean complete =
        vias != null
            && !vias.isEmpty()
            && parsed.getFrom() != null
            && parsed.getTo() != null
            && parsed.getCallId() != null
            && parsed.getCSeq() != null;
    if (!complete) {
      throw new ParseException("Via, From, To, Call-ID or CSeq is missing", 0);
    }
    if (topVia(parsed).getPort() > MAX_PORT) {
      throw new ParseException("port of the Via out of range", 0); // there would be no way back
    }
    long cseq = parsed.getCSeq().getSeqNumber();
    if (cseq < 0 || cseq > Integer.MAX_VALUE) {
      throw new ParseException("CSeq out of range", 0);
    }
  }

  private static SipRequest request(
      SIPRequest parsed, RawMessage raw, StartLine start, SipAddress source, Body body)
      throws ParseException, InvalidArgumentException {
    gov.nist.javax.sip.header.Via top = topVia(parsed);
    boolean asksForPort = top.hasParameter("rport");
    if (asksForPort || !SipAddress.withoutBrackets(top.getHost()).equals(source.host())) {
      top.setReceived(source.host());
    } else {
      top.removeParameter("received");
    }
    if (asksForPort) {
      top.setParameter("rport", Integer.toString(source.port()));
    }
    top.setComment(null); // of RFC 2543: behind "received" even those who know it stumble over it
    return new SipRequest(
        parsed.getMethod(),
        start.rest(),
        parsed.getMaxForwards().getMaxForwards(),
        source,
        head(parsed, raw),
        raw.headers,
        body);
  }

  private static gov.nist.javax.sip.header.Via topVia(SIPMessage parsed) {
    return (gov.nist.javax.sip.header.Via) parsed.getViaHeaders().getFirst();
  }

  private static SipResponse response(
      SIPResponse parsed, RawMessage raw, SipAddress source, Body body) {
    String reason = parsed.getReasonPhrase() == null ? "" : parsed.getReasonPhrase();
    return new SipResponse(
        parsed.getStatusCode(), reason, source, head(parsed, raw), raw.headers, body);
  }

  private static Head head(SIPMessage parsed, RawMessage raw) {
    List<String> vias = new ArrayList<>(2);
    for (Object via : parsed.getViaHeaders()) {
      vias.add(((SIPHeader) via).getHeaderValue());
    }
    List<String> recordRoutes = new ArrayList<>(0);
    RecordRouteList routes = parsed.getRecordRouteHeaders();
    if (routes != null) {
      for (Object route : routes) {
        recordRoutes.add(((SIPHeader) route).getHeaderValue());
      }
    }
    return new Head(
        vias,
        JainText.via(topVia(parsed)),
        raw.required("From"),
        parsed.getFromTag(),
        raw.required("To"),
        parsed.getToTag(),
        raw.required("Call-ID"),
        parsed.getCSeq().getSeqNumber(),
        parsed.getCSeq().getMethod(),
        contact(parsed),
        recordRoutes);
  }

  private static @Nullable String contact(SIPMessage parsed) {
    Contact contact = parsed.getContactHeader();
    if (contact == null || contact.isWildCard() || contact.getAddress() == null) {
      return null;
    }
    return contact.getAddress().getURI().toString();
  }

  @Override
  public Via via(String text) {
    return JainText.via(text);
  }

  private static BadMessage bad(RawMessage raw, int status, String text) {
    return new BadMessage(text, raw.refusal(status));
  }
}
