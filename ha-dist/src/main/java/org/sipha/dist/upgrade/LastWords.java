package org.sipha.dist.upgrade;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of what a program wrote, short enough for a message. */
final class LastWords {
  private static final int LINES = 5;
  private static final int BYTES = 2_000;

  private LastWords() {}

  /** Of a file, empty if there is none. */
  static String of(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      open.seek(Math.max(0, open.length() - BYTES));
      byte[] end = new byte[(int) Math.min(BYTES, open.length())];
      int read = open.read(end);
      return of(new String(end, 0, Math.max(0, read), StandardCharsets.UTF_8));
    }
  }

  /** Of a text. */
  static String of(String text) {
    List<String> lines = text.strip().lines().toList();
    String end = String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    return end.substring(Math.max(0, end.length() - BYTES));
  }
}
