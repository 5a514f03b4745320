package org.sipha.dist.upgrade;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sipha.core.role.Role;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.install.ProgramVersions;

/**
 * Before anything is stopped: the pair is whole, the method can deal with both servers, and the new
 * version can use both configurations and run beside what runs now.
 */
final class Check {
  private final Method method;
  private final String to;

  Check(Method method, String to) {
    this.method = method;
    this.to = to;
  }

  /**
   * Looks at both servers.
   *
   * @throws CommandFailure if the pair isn't whole: 69 if a server isn't reached, else 75
   */
  static Pair whole(Servers servers) throws CommandFailure {
    Pair pair = servers.look((node, trouble) -> Seen.silent(node, Seen.Life.UNKNOWN, trouble));
    if (!pair.hasRoles()) {
      String text =
          pair.both().stream()
              .filter(
                  seen ->
                      !seen.answers() || pair.peerOf(seen).role() == seen.role() || isIdle(seen))
              .map(seen -> seen.amiss().toString())
              .collect(Collectors.joining("\n  "));
      throw new CommandFailure(
          pair.both().stream().allMatch(Seen::answers)
              ? ExitStatus.REFUSED
              : ExitStatus.UNAVAILABLE,
          "The pair isn't whole, so nothing is begun: one server has to be primary and the other one backup.\n  "
              + text);
    }
    return pair;
  }

  private static boolean isIdle(Seen seen) {
    return seen.role() == Role.NONE;
  }

  /** Whether both servers run the version already. */
  boolean isDone(Pair pair) {
    return pair.both().stream().allMatch(seen -> seen.version().equals(to));
  }

  /**
   * Asks all that can be asked beforehand.
   *
   * @throws CommandFailure with what stands against it: 75, or 78 for a configuration
   */
  void programs(Pair pair) throws CommandFailure, IOException {
    Programs a = programs(pair.a());
    Programs b = programs(pair.b());
    refuse(a, b);
    refuse(b, a);
  }

  /** What a server is run by. */
  private record Programs(String node, ProgramVersions present, ProgramVersions next) {}

  private Programs programs(Seen seen) throws CommandFailure, IOException {
    method.prepare(seen);
    return new Programs(seen.node(), method.ask(seen.node(), seen.version()), asked(seen.node()));
  }

  private void refuse(Programs first, Programs second) throws CommandFailure {
    for (ProgramVersions beside : List.of(second.present(), second.next())) {
      Optional<String> refusal = first.next().refuses(beside);
      if (refusal.isPresent()) {
        throw new CommandFailure(
            ExitStatus.REFUSED,
            first.node() + " in " + to + " beside " + second.node() + ": " + refusal.get());
      }
    }
  }

  private ProgramVersions asked(String node) throws CommandFailure, IOException {
    ProgramVersions versions;
    try {
      versions = method.ask(node, to);
    } catch (CommandFailure e) {
      if (e.exitStatus() != ExitStatus.CONFIGURATION) {
        throw e;
      }
      throw new CommandFailure(
          e.exitStatus(),
          to
              + " can't use the configuration of "
              + node
              + ", so nothing was stopped:\n"
              + e.text());
    }
    if (!versions.product().equals(to)) {
      throw new CommandFailure(
          ExitStatus.REFUSED,
          "what would be started for "
              + node
              + " says that it is "
              + versions.product()
              + " and not "
              + to);
    }
    return versions;
  }
}
