package org.sipha.sip.b2bua;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sipha.sip.message.Header;

/**
 * A Replaces header (RFC 3891): a new INVITE takes the place of a dialog, as in an attended
 * transfer. It comes with the names that our leg has at whoever made the transfer, and goes on to
 * the party on the other leg with the names that this one has there; that party then hangs up what
 * was replaced.
 *
 * @param toTag of the receiver's end, ours when it comes
 * @param earlyOnly only a dialog that isn't confirmed may be replaced
 */
record Replaces(String callId, String toTag, String fromTag, boolean earlyOnly) {
  static final String NAME = "Replaces";

  private static final Pattern TO_TAG = tag("to-tag");
  private static final Pattern FROM_TAG = tag("from-tag");
  private static final Pattern EARLY_ONLY =
      Pattern.compile(";\\s*early-only\\s*(;|$)", Pattern.CASE_INSENSITIVE);

  private static Pattern tag(String name) {
    return Pattern.compile(";\\s*" + name + "\\s*=\\s*([^;\\s]+)", Pattern.CASE_INSENSITIVE);
  }

  /** Reads the value of a header; empty if it doesn't name a dialog. */
  static Optional<Replaces> parse(String value) {
    int semicolon = value.indexOf(';');
    Matcher to = TO_TAG.matcher(value);
    Matcher from = FROM_TAG.matcher(value);
    if (semicolon < 1 || !to.find() || !from.find()) {
      return Optional.empty();
    }
    return Optional.of(
        new Replaces(
            value.substring(0, semicolon).strip(),
            to.group(1),
            from.group(1),
            EARLY_ONLY.matcher(value).find()));
  }

  /** The call that it names one leg of. */
  Optional<LiveCall> call(Calls calls) {
    return CallTag.callId(toTag)
        .flatMap(calls::find)
        .filter(call -> !call.isEnded() && call.find(this::names).isPresent());
  }

  boolean names(Dialog dialog) {
    return dialog.isNamed(callId, toTag, fromTag);
  }

  /** The header for the party at the other end, of whose dialog the tags are known. */
  Header at(Dialog other) {
    return new Header(
        NAME,
        other.callId
            + ";to-tag="
            + other.remoteTag()
            + ";from-tag="
            + other.localTag
            + (earlyOnly ? ";early-only" : ""));
  }
}
