package org.sipha.hazelcast;

import java.util.Optional;
import org.sipha.core.call.CallId;

/** How calls and registrations are called in the map of their pair. */
final class Keys {
  private static final String CALL = "call:";
  private static final String REGISTRATION = "dn:";

  private Keys() {}

  static String of(CallId id) {
    return CALL + id;
  }

  static String ofRegistration(String dn) {
    return REGISTRATION + dn;
  }

  /** The call that a key names; empty if it names none. */
  static Optional<CallId> call(String key) {
    return key.startsWith(CALL)
        ? Optional.of(CallId.parse(key.substring(CALL.length())))
        : Optional.empty();
  }

  static boolean isRegistration(String key) {
    return key.startsWith(REGISTRATION);
  }
}
