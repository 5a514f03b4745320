package org.sipha.dist.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.Outcome;
import org.sipha.config.PairFiles;
import org.sipha.config.PairFiles.LocalPair;
import org.sipha.config.ServerSettings;
import org.sipha.core.role.Role;
import org.sipha.dist.install.Installation;
import org.sipha.dist.pair.NewPair;

/** An installation whose programs are small scripts, and the configurations of a pair. */
final class FakePrograms {
  final Installation installation;
  final List<ServerSettings> servers;
  private final Path home;

  FakePrograms(Path directory) throws IOException {
    home = directory.resolve("home");
    installation = Installation.at(home);
    PairFiles files = NewPair.write(directory.resolve("pair"), LocalPair.withDefaults());
    servers = List.of(settings(files.a()), settings(files.b()));
  }

  private static ServerSettings settings(Path file) {
    return ((Outcome.Valid) ConfigurationFile.read(file)).settings();
  }

  Path configuration(String node) {
    return servers.stream()
        .filter(server -> server.applicationName().equals(node))
        .findFirst()
        .orElseThrow()
        .file();
  }

  /** A version whose servers do this until they are ended. */
  void install(String version, String serving) throws IOException {
    script(
        home.resolve("versions").resolve(version).resolve("bin/sipha"),
        """
        #!/bin/sh
        if [ "$1" = version ]; then
          echo '{"product":"%s","protocol":{"min":1,"max":1},"schema":1}'
          exit 0
        fi
        %s
        """
            .formatted(version, serving));
  }

  static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  static Seen seen(String node, long process) {
    Seen seen = Sights.seen(node, Role.BACKUP, Sights.OLD, true);
    return new Seen(
        node,
        seen.life(),
        "",
        seen.role(),
        seen.version(),
        "",
        true,
        true,
        List.of(),
        List.of(),
        Optional.empty(),
        OptionalLong.of(process));
  }
}
