package org.sipha.sip.b2bua;

import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;

/**
 * Our tags: {@code <16 hex>-a-<8 hex>} on the caller's leg and {@code -b-} on the callee's. The
 * first part is the id of the call, so that a request finds its call without an index, also on a
 * server that never saw the call before; the last is random, so that nobody guesses a tag (RFC 3261
 * 19.3).
 */
public final class CallTag {
  static final char CALLER = 'a';
  static final char CALLEE = 'b';

  private static final int ID_LENGTH = 16;
  private static final int LENGTH = ID_LENGTH + 3 + 8;

  private CallTag() {}

  static String of(CallId id, char leg, int random) {
    return id + "-" + leg + "-" + HexFormat.of().toHexDigits(random);
  }

  /**
   * Our tag on the caller's leg for one more telephone that rings: made of our first tag and that
   * telephone's, so that it needn't be replicated.
   */
  static String fork(String tag, String remoteTag) {
    int random = Integer.parseUnsignedInt(tag.substring(LENGTH - 8), 16);
    return tag.substring(0, LENGTH - 8) + HexFormat.of().toHexDigits(random ^ remoteTag.hashCode());
  }

  /** The call that a tag names; empty if it isn't one of ours. */
  public static Optional<CallId> callId(@Nullable String tag) {
    if (tag == null || tag.length() != LENGTH || tag.charAt(ID_LENGTH) != '-') {
      return Optional.empty();
    }
    try {
      return Optional.of(CallId.parse(tag.substring(0, ID_LENGTH)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether it is one of ours on the caller's leg. */
  public static boolean isCallers(@Nullable String tag) {
    return tag != null && callId(tag).isPresent() && tag.charAt(ID_LENGTH + 1) == CALLER;
  }
}
