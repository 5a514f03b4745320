package org.sipha.hazelcast;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.port.GridCodec;
import org.sipha.core.registration.RegistrationDirectory;
import org.sipha.core.registration.RegistrationRecord;

/** The node's own calls and registrations, as the map is to have them. */
record Table(CallDirectory calls, RegistrationDirectory registrations, GridCodec codec) {

  /** A call that was set up or changed. */
  Change change(CallRecord call, long nowNanos) {
    return new Change(
        Keys.of(call.id()), () -> Stored.copy(call.version(), codec.encode(call)), nowNanos);
  }

  /** A registration that was made or changed. */
  Change change(RegistrationRecord copy, long nowNanos) {
    return new Change(
        Keys.ofRegistration(copy.dn()),
        () -> Stored.copy(copy.version(), codec.encode(copy)),
        nowNanos);
  }

  /** A call that has ended. */
  static Change end(String key, Version version, long nowNanos) {
    return new Change(key, () -> Stored.end(version), nowNanos);
  }

  /** What stands in the map and the node doesn't hold, or only in an older version. */
  Deque<String> lacking(Map<String, Stored> heads) {
    Map<String, Version> ofRegistrations = new HashMap<>();
    registrations
        .copies()
        .forEach(copy -> ofRegistrations.put(Keys.ofRegistration(copy.dn()), copy.version()));
    Deque<String> lacking = new ArrayDeque<>();
    heads.forEach(
        (key, head) -> {
          Optional<CallId> call = Keys.call(key);
          if (call.isEmpty() && !Keys.isRegistration(key)) {
            return; // what a later version of this program may keep there
          }
          @Nullable Version own =
              call.isPresent()
                  ? calls.find(call.get()).map(CallRecord::version).orElse(null)
                  : ofRegistrations.get(key);
          if (!head.ended() && (own == null || head.version().isNewerThan(own))) {
            lacking.add(key);
          }
        });
    return lacking;
  }
}
