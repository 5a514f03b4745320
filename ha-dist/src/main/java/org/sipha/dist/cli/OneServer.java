package org.sipha.dist.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.CommandFailure;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What {@code promote} and {@code demote} share: they are about one server, and it has to be said
 * which.
 */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
abstract class OneServer {
  @Spec CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  Where where;

  @Option(
      names = "--server",
      paramLabel = "NAME",
      description =
          "application-name of the server that is meant. Needed with --dir; with --config it is that file's.")
  @Nullable String name;

  @Option(
      names = "--force",
      description =
          "Do it though a server isn't ready, and accept the loss of calls. Recorded as a double failure.")
  boolean force;

  final int command(String path) throws CommandFailure, IOException {
    CommandLine line = spec.commandLine();
    return new RoleChange(line).command(List.of(meant(where.servers())), path, force);
  }

  private ServerPlace meant(List<ServerPlace> places) {
    if (name == null && where.config != null) {
      return places.get(0);
    }
    return named(name, places, spec.commandLine());
  }

  /**
   * The place with that name.
   *
   * @throws ParameterException that names them all if there is none
   */
  static ServerPlace named(@Nullable String name, List<ServerPlace> places, CommandLine line) {
    List<String> names = places.stream().map(ServerPlace::name).toList();
    return places.stream()
        .filter(place -> place.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    line, "Which server? --server must name one of " + String.join(", ", names)));
  }
}
