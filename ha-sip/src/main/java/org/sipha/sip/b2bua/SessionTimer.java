package org.sipha.sip.b2bua;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipMessage;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;

/**
 * The session timer that one INVITE or UPDATE negotiates (RFC 4028). The parties agree upon it end
 * to end, and whichever of them they choose refreshes; this server takes the part of a
 * call-stateful proxy (RFC 4028 8): it refuses what is too brief, asks for a timer where nobody
 * does, answers for a callee that knows no timers, and remembers when the session expires.
 */
final class SessionTimer {
  /** Its option tag. */
  static final String TAG = "timer";

  /** Of a request that another server has sent, so that nobody knows what it asked for. */
  static final SessionTimer UNKNOWN = new SessionTimer(List.of(), false, 0);

  private static final String EXPIRES = "Session-Expires";
  private static final String MIN_SE = "Min-SE";
  private static final int MAX_DIGITS = 9;

  private final List<Header> asked;
  private final boolean isSupportedBySender;
  private final int askedSeconds;

  private SessionTimer(List<Header> asked, boolean isSupportedBySender, int askedSeconds) {
    this.asked = asked;
    this.isSupportedBySender = isSupportedBySender;
    this.askedSeconds = askedSeconds;
  }

  /** What a request asks for as it goes on. */
  static SessionTimer of(SipRequest request, CallTimerSettings settings) {
    boolean isRequired = names(request, "Require");
    boolean isSupported = isRequired || names(request, "Supported");
    OptionalInt wanted = seconds(request, EXPIRES);
    int least = settings.minSessionExpiresSeconds();
    List<Header> asked = new ArrayList<>();
    if (isSupported) {
      asked.add(new Header("Supported", TAG));
    }
    if (isRequired) {
      asked.add(new Header("Require", TAG));
    }
    int seconds = 0;
    if (wanted.isPresent()) {
      seconds = Math.max(least, wanted.getAsInt());
      asked.add(new Header(EXPIRES, seconds + parameters(request)));
    } else if (settings.sessionExpiresSeconds() > 0) {
      seconds =
          Math.max(
              Math.max(least, settings.sessionExpiresSeconds()),
              seconds(request, MIN_SE).orElse(0));
      asked.add(new Header(EXPIRES, String.valueOf(seconds)));
    }
    return new SessionTimer(List.copyOf(asked), isSupported, seconds);
  }

  /**
   * The answer to a request whose timer is too brief: Min-SE, for its 422 (RFC 4028 8.1). Empty if
   * it may pass; one of a sender that wouldn't understand the answer is made longer instead.
   */
  static Optional<Header> refusal(SipRequest request, CallTimerSettings settings) {
    int least = settings.minSessionExpiresSeconds();
    boolean isTooBrief = seconds(request, EXPIRES).orElse(least) < least;
    boolean isUnderstood = names(request, "Supported") || names(request, "Require");
    return isTooBrief && isUnderstood
        ? Optional.of(new Header(MIN_SE, String.valueOf(least)))
        : Optional.empty();
  }

  /** Headers of the request as it goes on. */
  List<Header> asked() {
    return asked;
  }

  /**
   * Headers of the 2xx as it goes back. If the answer has no timer and the sender knows timers, the
   * sender refreshes (RFC 4028 8.2).
   */
  List<Header> agreed(SipResponse success) {
    List<Header> agreed = new ArrayList<>();
    OptionalInt answered = seconds(success, EXPIRES);
    if (answered.isPresent()) {
      agreed.add(new Header(EXPIRES, answered.getAsInt() + parameters(success)));
      if (names(success, "Require")) {
        agreed.add(new Header("Require", TAG));
      }
    } else if (isSupportedBySender && askedSeconds > 0) {
      agreed.add(new Header(EXPIRES, askedSeconds + ";refresher=uac"));
      agreed.add(new Header("Require", TAG));
    }
    return agreed;
  }

  /** When a session that this 2xx begins or refreshes expires, 0 if it never does. */
  long expiresAtMillis(SipResponse success, long nowMillis) {
    for (Header header : agreed(success)) {
      if (header.is(EXPIRES)) {
        return nowMillis + 1_000L * seconds(header.value()).orElse(0);
      }
    }
    return 0;
  }

  private static boolean names(SipMessage message, String header) {
    for (String tag : message.items(header)) {
      if (tag.equalsIgnoreCase(TAG)) {
        return true;
      }
    }
    return false;
  }

  private static OptionalInt seconds(SipMessage message, String name) {
    return message.header(name).map(SessionTimer::seconds).orElse(OptionalInt.empty());
  }

  /** The number before the parameters; one that makes no sense counts as none. */
  private static OptionalInt seconds(String value) {
    String number = value.split(";", 2)[0].strip();
    boolean makesSense =
        !number.isEmpty()
            && number.length() <= MAX_DIGITS
            && number.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    return makesSense ? OptionalInt.of(Integer.parseInt(number)) : OptionalInt.empty();
  }

  private static String parameters(SipMessage message) {
    String value = message.header(EXPIRES).orElse("");
    int semicolon = value.indexOf(';');
    return semicolon < 0 ? "" : value.substring(semicolon);
  }
}
