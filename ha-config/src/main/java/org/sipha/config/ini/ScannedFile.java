package org.sipha.config.ini;

import java.util.List;

/**
 * What {@link LineScanner} found, each list in the order of the file.
 *
 * @param sections each section once
 * @param entries each section and name once: of duplicates the first
 * @param badLines everything that was refused; when it is empty the file is well formed
 */
public record ScannedFile(
    List<SectionHeader> sections, List<Entry> entries, List<BadLine> badLines) {
  /** Copies the lists. */
  public ScannedFile {
    sections = List.copyOf(sections);
    entries = List.copyOf(entries);
    badLines = List.copyOf(badLines);
  }
}
