package org.sipha.sip.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.sip.b2bua.CallTag;
import org.sipha.sip.message.SipAddress;

/**
 * One message as it is logged. It is read as text and not by the codec, because what the codec
 * refuses is what people look for.
 *
 * @param atMillis time of day, milliseconds since 1970 UTC
 * @param received whether it came from the party, or went to it
 * @param text the message with its secrets masked
 * @param callId Call-ID, empty if there is none
 * @param ourTag the tag of ours in it, null if there is none: it names the call and the leg
 */
record LoggedMessage(
    long atMillis,
    boolean received,
    SipAddress party,
    String text,
    String callId,
    @Nullable String ourTag) {
  /** What a kept message takes beside its text, about, in bytes. */
  private static final int OVERHEAD = 200;

  private static final Pattern CALL_ID = Pattern.compile("(?im)^(?:Call-ID|i)\\s*:\\s*(\\S+)");
  private static final Pattern CSEQ_METHOD = Pattern.compile("(?im)^CSeq\\s*:\\s*\\d+\\s+(\\S+)");
  private static final Pattern TAG =
      Pattern.compile("(?im)^(?:From|f|To|t)\\s*:.*?;\\s*tag\\s*=\\s*([^;,\\s]+)");
  private static final Pattern SDP =
      Pattern.compile("(?im)^(?:Content-Type|c)\\s*:\\s*application/sdp");

  static LoggedMessage of(long atMillis, boolean received, SipAddress party, byte[] message) {
    String text = Secrets.masked(new String(message, UTF_8));
    Matcher callId = CALL_ID.matcher(text);
    return new LoggedMessage(
        atMillis, received, party, text, callId.find() ? callId.group(1) : "", ourTag(text));
  }

  private static @Nullable String ourTag(String text) {
    Matcher tags = TAG.matcher(text);
    while (tags.find()) {
      if (CallTag.callId(tags.group(1)).isPresent()) {
        return tags.group(1);
      }
    }
    return null;
  }

  /** The call it is known to belong to, by itself; null for example for the first INVITE. */
  @Nullable CallId call() {
    return CallTag.callId(ourTag).orElse(null);
  }

  /** Whether it is the caller's leg, where a tag of ours is in it. */
  boolean isCallersLeg() {
    return CallTag.isCallers(ourTag);
  }

  int bytes() {
    return OVERHEAD + 2 * text.length();
  }

  /** As one names a message on the telephone: {@code INVITE (SDP)}, {@code 200 OK to BYE}. */
  String summary() {
    int end = text.indexOf('\n');
    String line = (end < 0 ? text : text.substring(0, end)).strip();
    String name;
    if (line.startsWith("SIP/2.0 ")) {
      Matcher method = CSEQ_METHOD.matcher(text);
      name = line.substring("SIP/2.0 ".length()) + (method.find() ? " to " + method.group(1) : "");
    } else {
      int space = line.indexOf(' ');
      name = space < 0 ? line : line.substring(0, space);
    }
    return SDP.matcher(text).find() ? name + " (SDP)" : name;
  }
}
