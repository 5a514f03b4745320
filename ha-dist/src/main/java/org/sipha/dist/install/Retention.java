package org.sipha.dist.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which versions stay: the newest ones, those that a link points to, and those that the last
 * upgrade of a pair names, since it may be rolled back to them.
 */
final class Retention {
  private final Installation installation;

  Retention(Installation installation) {
    this.installation = installation;
  }

  /** The versions that may go, when the {@code keep} newest ones stay. */
  List<String> superfluous(int keep) throws IOException {
    List<String> versions = installation.versions();
    Set<String> needed = new HashSet<>(installation.linked());
    List<String> upgrades = upgrades();
    return versions.subList(0, Math.max(0, versions.size() - keep)).stream()
        .filter(version -> !needed.contains(version))
        .filter(version -> upgrades.stream().noneMatch(text -> text.contains('"' + version + '"')))
        .toList();
  }

  /** The state of upgrades, as text: whatever place a version has in it, it is needed. */
  private List<String> upgrades() throws IOException {
    Path directory = installation.upgrades();
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
      for (Path file : files) {
        texts.add(Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    return texts;
  }
}
