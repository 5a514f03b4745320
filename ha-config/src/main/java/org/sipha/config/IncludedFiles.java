package org.sipha.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sipha.config.ini.BadLine;
import org.sipha.config.ini.Include;
import org.sipha.config.ini.LineScanner;
import org.sipha.config.ini.ScannedFile;
import org.sipha.config.ini.Variables;

/**
 * Follows the includes of a file: what a file says wins over what it includes, a later include over
 * an earlier one. An include that can't be followed is a bad line where it stands.
 */
final class IncludedFiles {
  /** So that files that include one another many times over come to an end. */
  private static final int MAX_INCLUDES = 16;

  private final Variables variables;
  private final Map<Path, byte[]> contents = new LinkedHashMap<>();
  private int includes;

  IncludedFiles(Variables variables) {
    this.variables = variables;
  }

  /** What each file that was followed holds, the files in the order in which they were read. */
  Map<Path, byte[]> contents() {
    return contents;
  }

  /** A scanned file and everything that it includes, as one. */
  ScannedFile joined(ScannedFile scanned, Path file) {
    return joined(scanned, file, Set.of());
  }

  /** {@code around} are the files that include this one, directly or not. */
  private ScannedFile joined(ScannedFile scanned, Path file, Set<Path> around) {
    Set<Path> within = new HashSet<>(around);
    within.add(identity(file));
    ScannedFile included = ScannedFile.ofBadLines(List.of());
    for (Include include : scanned.includes()) {
      included = follow(include, file, within).over(included);
    }
    return scanned.over(included);
  }

  private ScannedFile follow(Include include, Path from, Set<Path> within) {
    Optional<String> path = variables.replaced(include.path());
    if (path.isEmpty()) {
      return bad(include, "a variable in the path can't be replaced: " + OptionCheck.VARIABLES);
    }
    if (++includes > MAX_INCLUDES) {
      return bad(include, "is one include too many: at most " + MAX_INCLUDES + " are followed");
    }
    try {
      Path file = from.resolveSibling(path.get());
      if (within.contains(identity(file))) {
        return bad(include, "goes in a circle: " + file + " includes this file");
      }
      byte[] content = contentOf(file);
      contents.put(identity(file), content);
      return joined(LineScanner.scan(content, file.toString()), file, within);
    } catch (InvalidPathException e) {
      return bad(include, "is not a path: " + e.getReason());
    } catch (IOException e) {
      return bad(include, String.valueOf(e.getMessage()));
    }
  }

  private static byte[] contentOf(Path file) throws IOException {
    try {
      return ConfigurationFile.content(file);
    } catch (IOException e) {
      throw new IOException(file + " " + e.getMessage(), e);
    }
  }

  private static Path identity(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private static ScannedFile bad(Include include, String message) {
    return ScannedFile.ofBadLines(
        List.of(new BadLine(include.line(), null, LineScanner.INCLUDE, include.path(), message)));
  }
}
