package org.sipha.sip.message;

import org.jspecify.annotations.Nullable;

/** Methods of the messages that {@link DirectSipCodec} reads. */
final class Methods {
  /**
   * The frequent ones first. REFER, NOTIFY, SUBSCRIBE and PUBLISH need header fields that are left
   * to JAIN-SIP.
   */
  private static final String[] NAMES = {
    "INVITE", "ACK", "BYE", "PRACK", "OPTIONS", "REGISTER", "CANCEL", "UPDATE", "INFO", "MESSAGE"
  };

  private Methods() {}

  /** The method that stands there, null if it is another. */
  static @Nullable String of(String text, int from, int to) {
    for (String name : NAMES) {
      if (name.length() == to - from && text.startsWith(name, from)) {
        return name;
      }
    }
    return null;
  }
}
