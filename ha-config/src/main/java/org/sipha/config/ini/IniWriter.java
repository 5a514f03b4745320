package org.sipha.config.ini;

import java.nio.charset.StandardCharsets;

/** Writes text that {@link LineScanner} reads back as it was meant. */
public final class IniWriter {
  private static final int COMMENT_WIDTH = 98;

  private final StringBuilder text = new StringBuilder();

  /** Begins a section, after a blank line unless it is the first text. */
  public IniWriter section(String name) {
    if (!text.isEmpty()) {
      blankLine();
    }
    text.append('[').append(name).append("]\n");
    return this;
  }

  /** Adds an entry; see {@link #line}. */
  public IniWriter entry(String name, String value) {
    text.append(line(name, value)).append('\n');
    return this;
  }

  /** Adds an entry that isn't in force, to be uncommented by whoever needs it. */
  public IniWriter disabledEntry(String name, String value) {
    text.append(';').append(line(name, value)).append('\n');
    return this;
  }

  /** Adds a comment, in as many lines as it needs. */
  public IniWriter comment(String comment) {
    StringBuilder line = new StringBuilder(";");
    for (String word : comment.split(" ", -1)) {
      if (line.length() + 1 + word.length() > COMMENT_WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder(";");
      }
      line.append(' ').append(word);
    }
    text.append(line).append('\n');
    return this;
  }

  /** Adds a blank line. */
  public IniWriter blankLine() {
    text.append('\n');
    return this;
  }

  /** All that was written. */
  @Override
  public String toString() {
    return text.toString();
  }

  /**
   * One entry, the value in quotes if it needs them.
   *
   * @throws IllegalArgumentException if no spelling gives back the value, as with line feeds, or
   *     with both a comment and a double quote in it
   */
  private static String line(String name, String value) {
    String line = name + " = " + value;
    if (!isRead(line, value)) {
      line = name + " = \"" + value + '"';
    }
    if (!isRead(line, value)) {
      throw new IllegalArgumentException("can't be written: " + name + " = " + value);
    }
    return line;
  }

  private static boolean isRead(String line, String value) {
    ScannedFile scanned = LineScanner.scan(("[s]\n" + line).getBytes(StandardCharsets.UTF_8), "");
    return scanned.badLines().isEmpty()
        && scanned.entries().size() == 1
        && scanned.entries().get(0).value().equals(value);
  }
}
