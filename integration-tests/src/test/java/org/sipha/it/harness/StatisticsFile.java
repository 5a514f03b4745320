package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads SIPp's statistics: a heading and rows, separated by semicolons, appended to once a second.
 */
final class StatisticsFile {
  private StatisticsFile() {}

  /** The last complete row by its heading; empty if there is none yet. */
  static Map<String, String> lastRow(Path file) {
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (lines.size() < 2) {
      return Map.of();
    }
    String[] heading = lines.get(0).split(";", -1);
    for (int i = lines.size() - 1; i > 0; i--) {
      String[] row = lines.get(i).split(";", -1);
      if (row.length == heading.length) {
        Map<String, String> values = new HashMap<>();
        for (int column = 0; column < row.length; column++) {
          values.put(heading[column], row[column]);
        }
        return values;
      }
    }
    return Map.of();
  }
}
