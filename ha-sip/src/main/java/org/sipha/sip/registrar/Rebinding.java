package org.sipha.sip.registrar;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.core.registration.Registration;
import org.sipha.sip.message.ContactValue;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipUri;

/** What a REGISTER makes of the contacts of a DN (RFC 3261 10.3): all that it asks for, or none. */
final class Rebinding {
  /** Longest URI of a contact and longest Call-ID: both are kept, and on both servers. */
  static final int MAX_CHARS = 500;

  private static final int DEFAULT_EXPIRES_SECONDS = 3_600;

  private final SipRequest register;
  private final List<RegisteredContact> before;
  private final RegistrarSettings settings;
  private final long nowMillis;

  /** Those of the request, in its order. */
  private final List<RegisteredContact> renewed = new ArrayList<>();

  /** Those of before that it doesn't speak of. */
  private final List<RegisteredContact> untouched;

  private boolean changes;

  /**
   * Nothing is changed yet.
   *
   * @param before the DN's contacts, none of them expired
   */
  Rebinding(
      SipRequest register,
      List<RegisteredContact> before,
      RegistrarSettings settings,
      long nowMillis) {
    this.register = register;
    this.before = before;
    this.settings = settings;
    this.nowMillis = nowMillis;
    untouched = new ArrayList<>(before);
  }

  /** Null if all of it can be done. */
  @Nullable Refusal apply() {
    List<ContactValue> asked;
    try {
      asked = ContactValue.all(register);
    } catch (IllegalArgumentException e) {
      return Refusal.of(400);
    }
    changes = !asked.isEmpty();
    if (register.head().callId().length() > MAX_CHARS) {
      return Refusal.of(400);
    }
    if (asked.stream().anyMatch(ContactValue::isWildcard)) {
      return removeAll(asked);
    }
    for (ContactValue contact : asked) {
      Refusal refusal = renew(contact);
      if (refusal != null) {
        return refusal;
      }
    }
    return renewed.size() + untouched.size() > Registration.MAX_CONTACTS ? Refusal.of(403) : null;
  }

  /** Whether it isn't only a question. */
  boolean changes() {
    return changes;
  }

  /** The contacts afterwards: those of the request first, they are the newest. */
  List<RegisteredContact> after() {
    List<RegisteredContact> after = new ArrayList<>(renewed);
    after.addAll(untouched);
    return after;
  }

  private @Nullable Refusal removeAll(List<ContactValue> asked) {
    boolean isAlone =
        asked.size() == 1 && register.header("Expires").filter("0"::equals).isPresent();
    if (!isAlone) {
      return Refusal.of(400);
    }
    if (before.stream().anyMatch(this::isOutOfOrder)) {
      return Refusal.of(500);
    }
    untouched.clear();
    return null;
  }

  private @Nullable Refusal renew(ContactValue asked) {
    SipUri uri;
    try {
      uri = SipUri.parse(asked.uri());
    } catch (IllegalArgumentException e) {
      return Refusal.of(400); // nothing that could be called from here
    }
    if (asked.uri().length() > MAX_CHARS) {
      return Refusal.of(400);
    }
    long seconds = seconds(asked);
    if (seconds > 0 && seconds < settings.minExpiresSeconds()) {
      return Refusal.of(
          423, new Header("Min-Expires", String.valueOf(settings.minExpiresSeconds())));
    }
    if (before.stream().anyMatch(old -> isAt(old, uri) && isOutOfOrder(old))) {
      return Refusal.of(500);
    }
    untouched.removeIf(old -> isAt(old, uri));
    renewed.removeIf(earlier -> isAt(earlier, uri));
    if (seconds > 0) {
      renewed.add(contact(asked, Math.min(seconds, settings.maxExpiresSeconds())));
    }
    return null;
  }

  private RegisteredContact contact(ContactValue asked, long seconds) {
    Head head = register.head();
    return new RegisteredContact(
        asked.uri(),
        register.source().toString(),
        nowMillis + TimeUnit.SECONDS.toMillis(seconds),
        asked.preference(),
        head.callId(),
        head.cseq());
  }

  /** A request that was overtaken by a later one of the same telephone changes nothing. */
  private boolean isOutOfOrder(RegisteredContact old) {
    return old.callId().equals(register.head().callId()) && register.head().cseq() <= old.cseq();
  }

  private static boolean isAt(RegisteredContact contact, SipUri uri) {
    return SipUri.parse(contact.uri()).isEquivalentTo(uri);
  }

  /** What can't be read counts as an hour (RFC 3261 10.2.1.1). */
  private long seconds(ContactValue asked) {
    String own = asked.expires();
    String text =
        own != null
            ? own
            : register.header("Expires").orElse(String.valueOf(DEFAULT_EXPIRES_SECONDS));
    return text.matches("\\d{1,10}") ? Long.parseLong(text) : DEFAULT_EXPIRES_SECONDS;
  }
}
