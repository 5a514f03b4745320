package org.sipha.core.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Version;
import org.sipha.core.node.Input;
import org.sipha.core.registration.RegistrationRecord;
import org.sipha.core.registration.Registrations;

/**
 * What must hold of registrations: the copy of a process never gets older; an answer to a REGISTER
 * went as protected only if the backup's process held what it says, so that no single failure loses
 * it; a 1 isn't said for long while the backup lacks one; in the end both nodes hold the same.
 */
final class RegistrationsCheck {
  private static final long SECOND = 1_000_000_000L;

  private final Surroundings pair;
  private final Map<SimulatedProcess, Map<String, RegistrationRecord>> seen = new HashMap<>();
  private final Map<String, Long> changedAt = new HashMap<>();
  private final Map<SimulatedProcess, Map<Long, Promise>> promises = new HashMap<>();

  private record Promise(String dn, Version version, @Nullable SimulatedProcess backup) {}

  RegistrationsCheck(Surroundings pair) {
    this.pair = pair;
  }

  /** The node has stored a change, or not if it doesn't serve. */
  void handled(SimulatedProcess process, Input.RegistrationChanged changed) {
    String dn = changed.registration().dn();
    find(process, dn)
        .filter(copy -> copy.registration().equals(changed.registration()))
        .ifPresent(
            copy ->
                promises
                    .computeIfAbsent(process, p -> new HashMap<>())
                    .put(
                        changed.gate(),
                        new Promise(dn, copy.version(), pair.other(process.index()))));
  }

  void answered(SimulatedProcess process, long gate, boolean isProtected) {
    Promise promise = promises.getOrDefault(process, Map.of()).get(gate);
    if (promise == null) {
      throw new AssertionError("a REGISTER is answered that " + process.name() + " did not take");
    }
    SimulatedProcess backup = promise.backup();
    if (!isProtected || backup == null || !backup.isAlive()) {
      return;
    }
    Optional<Version> held = find(backup, promise.dn()).map(RegistrationRecord::version);
    if (held.isEmpty() || promise.version().isNewerThan(held.get())) {
      throw new AssertionError(promise + " is answered as protected, but it holds " + held);
    }
  }

  /** Looks at what a process holds now. */
  void sample(SimulatedProcess process) {
    Map<String, RegistrationRecord> before = seen.computeIfAbsent(process, p -> new HashMap<>());
    for (RegistrationRecord copy : all(process)) {
      RegistrationRecord old = before.put(copy.dn(), copy);
      if (old != null && old.version().isNewerThan(copy.version())) {
        throw new AssertionError(process.name() + ": " + old + " became " + copy);
      }
      if (!copy.equals(old)) {
        changedAt.put(copy.dn(), pair.time().now());
      }
    }
    if (all(process).size() < before.size()) {
      throw new AssertionError(process.name() + " has forgotten one of " + before.keySet());
    }
  }

  /** Why a 1 would be wrong. */
  Optional<String> lacking(SimulatedProcess primary, SimulatedProcess backup) {
    return all(primary).stream()
        .filter(copy -> !find(backup, copy.dn()).equals(Optional.of(copy)))
        .filter(copy -> pair.time().now() - changedAt.getOrDefault(copy.dn(), 0L) >= SECOND)
        .findFirst()
        .map(copy -> copy.dn() + " " + copy.version());
  }

  void atTheEnd(SimulatedProcess primary, SimulatedProcess backup) {
    if (!all(primary).equals(all(backup))) {
      throw new AssertionError(
          "registrations differ: " + all(primary) + " and at the backup " + all(backup));
    }
  }

  private static List<RegistrationRecord> all(SimulatedProcess process) {
    return ((Registrations) process.node().registrations()).copies();
  }

  private static Optional<RegistrationRecord> find(SimulatedProcess process, String dn) {
    return all(process).stream().filter(copy -> copy.dn().equals(dn)).findFirst();
  }
}
