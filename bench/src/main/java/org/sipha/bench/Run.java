package org.sipha.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A run as it is written down.
 *
 * @param date when, ISO 8601, UTC
 * @param commit of what; with {@code +} behind it if the tree had changes
 * @param command how it is repeated
 * @param compared what ran beside, empty if nothing did
 */
public record Run(
    String date,
    String commit,
    String command,
    Machine machine,
    Sizes sizes,
    String compared,
    List<Figure> figures) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Copies the list. */
  public Run {
    figures = List.copyOf(figures);
  }

  /** Writes a file. */
  public void write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      JSON.writeValue(file.toFile(), this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one. */
  public static Run read(Path file) {
    try {
      return JSON.readValue(file.toFile(), Run.class);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is no result of a run: " + e.getMessage(), e);
    }
  }
}
