package org.sipha.core.sync;

import java.util.Locale;
import org.sipha.core.call.CallState;

/** What an answer tells a party of its call, and the backup has to know for that to stay true. */
enum Promised {
  /** It rings. Nobody relies on that: it is sent again, and SPEC 4 promises nothing for it. */
  RINGING,
  /** The call is up. */
  ANSWERED,
  /** The call goes on differently: another target or session. */
  CHANGED,
  /** The call is over. */
  ENDED;

  static Promised by(CallState state) {
    return switch (state) {
      case EARLY -> RINGING;
      case ANSWERED -> ANSWERED;
      case CONFIRMED -> CHANGED;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
