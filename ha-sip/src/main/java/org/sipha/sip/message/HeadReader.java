package org.sipha.sip.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects a {@link Head} from header fields, with the scanner on the value of each. What isn't
 * surely well-formed is refused, which doesn't say that it is malformed.
 */
final class HeadReader {
  private static final int DEFAULT_MAX_FORWARDS = 70;
  private static final int MAX_MAX_FORWARDS = 255;

  private final SipScanner scanner;
  private final List<String> vias = new ArrayList<>(2);
  private final List<String> recordRoutes = new ArrayList<>(0);
  private @Nullable ViaScanner topVia;
  private @Nullable String from;
  private @Nullable String fromTag;
  private @Nullable String to;
  private @Nullable String toTag;
  private @Nullable String callId;
  private int cseq;
  private @Nullable String method;
  private @Nullable String contact;
  private @Nullable String contentType;
  private int maxForwards = -1;
  private int contentLength = -1;

  /** Tag of the party that was read last. */
  private @Nullable String tag;

  HeadReader(SipScanner scanner) {
    this.scanner = scanner;
  }

  /** Reads the value that the scanner is on to its end. */
  boolean read(HeaderRule rule, String value) {
    return switch (rule) {
      case VIA -> vias();
      case FROM -> from(value);
      case TO -> to(value);
      case CALL_ID -> callId(value);
      case CSEQ -> cseq();
      case MAX_FORWARDS -> maxForwards();
      case CONTACT -> contacts();
      case RECORD_ROUTE -> recordRoutes();
      case CONTENT_LENGTH -> readContentLength();
      case CONTENT_TYPE -> contentType(value);
      default -> PassedHeaders.isWellFormed(rule, scanner);
    };
  }

  private boolean vias() {
    do {
      ViaScanner via = new ViaScanner(scanner);
      if (!via.read()) {
        return false;
      }
      if (topVia == null) {
        topVia = via;
      }
      vias.add(via.text());
    } while (scanner.comma());
    return scanner.isAtEnd();
  }

  private boolean from(String value) {
    boolean isFirst = from == null;
    from = value;
    boolean isParty = party();
    fromTag = tag;
    return isFirst && isParty;
  }

  private boolean to(String value) {
    boolean isFirst = to == null;
    to = value;
    boolean isParty = party();
    toTag = tag;
    return isFirst && isParty;
  }

  private boolean party() {
    tag = null;
    if (!scanner.party()) {
      return false;
    }
    while (scanner.semicolon()) {
      if (!scanner.parameter() || (scanner.isName("tag") && !tag())) {
        return false;
      }
    }
    return scanner.isAtEnd();
  }

  private boolean tag() {
    boolean isFirst = tag == null;
    tag = scanner.value();
    return isFirst && tag != null;
  }

  private boolean callId(String value) {
    boolean isFirst = callId == null;
    callId = value;
    return isFirst && scanner.word();
  }

  private boolean cseq() {
    boolean isFirst = method == null;
    cseq = scanner.number();
    method =
        cseq >= 0 && scanner.skip(' ') ? Methods.of(scanner.text, scanner.at, scanner.end) : null;
    return isFirst && method != null;
  }

  private boolean maxForwards() {
    boolean isFirst = maxForwards < 0;
    maxForwards = scanner.number();
    return isFirst && maxForwards >= 0 && maxForwards <= MAX_MAX_FORWARDS && scanner.isAtEnd();
  }

  private boolean readContentLength() {
    boolean isFirst = contentLength < 0;
    contentLength = scanner.number();
    return isFirst && contentLength >= 0 && scanner.isAtEnd();
  }

  private boolean contentType(String value) {
    boolean isFirst = contentType == null;
    contentType = value;
    return isFirst && scanner.mediaType() && scanner.parameters() && scanner.isAtEnd();
  }

  private boolean contacts() {
    boolean isFirst = true;
    do {
      if (!scanner.contact(isFirst)) {
        return false;
      }
      if (contact == null) {
        contact = scanner.uriText();
      }
      if (!scanner.parameters()) {
        return false;
      }
      isFirst = false;
    } while (scanner.comma());
    return scanner.isAtEnd();
  }

  private boolean recordRoutes() {
    do {
      int start = scanner.at;
      if (!scanner.route()) {
        return false;
      }
      recordRoutes.add(scanner.text.substring(start, scanner.at));
    } while (scanner.comma());
    return scanner.isAtEnd();
  }

  /** The request of which this is the head, null if something is missing or odd. */
  @Nullable SipRequest request(
      String requested, String uri, SipAddress source, List<Header> headers, Body body) {
    ViaScanner via = topVia;
    boolean isTarget = contact != null || toTag != null || !requested.equals("INVITE");
    if (via == null || via.isCompleted() || !isTarget || !requested.equals(method)) {
      return null;
    }
    ViaScanner.Completed top = via.completed(source);
    vias.set(0, top.text());
    Head head = head(top.via());
    int hops = maxForwards < 0 ? DEFAULT_MAX_FORWARDS : maxForwards;
    return head == null ? null : new SipRequest(requested, uri, hops, source, head, headers, body);
  }

  /** The response of which this is the head, null if something is missing. */
  @Nullable SipResponse response(
      int status, String reason, SipAddress source, List<Header> headers, Body body) {
    Head head = topVia == null ? null : head(topVia.via());
    return head == null ? null : new SipResponse(status, reason, source, head, headers, body);
  }

  private @Nullable Head head(Via via) {
    if (from == null || to == null || callId == null || method == null) {
      return null;
    }
    return new Head(
        vias, via, from, fromTag, to, toTag, callId, cseq, method, contact, recordRoutes);
  }

  /** Content-Length, -1 if it is missing. */
  int contentLength() {
    return contentLength;
  }

  /** Content-Type, null if it is missing. */
  @Nullable String contentType() {
    return contentType;
  }
}
