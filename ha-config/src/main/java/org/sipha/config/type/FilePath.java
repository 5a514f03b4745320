package org.sipha.config.type;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A file or directory, as written: relative paths are resolved later, against the directory of the
 * server's file, also where they stand in one that it includes.
 */
public record FilePath() implements ValueType<Path> {
  @Override
  public Reading<Path> read(String text) {
    String path = text.strip();
    if (path.isEmpty()) {
      return Reading.wrong("is empty");
    }
    try {
      return Reading.of(Path.of(path));
    } catch (InvalidPathException e) {
      return Reading.wrong("is not a path: " + e.getReason());
    }
  }

  @Override
  public String valid() {
    return "a path; a relative one starts at the directory of the server's file";
  }
}
