package org.sipha.config.ini;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What {@link LineScanner} found, each list in the order of the file.
 *
 * @param includes the files that it includes
 * @param sections each section once
 * @param entries each section and name once: of duplicates the first
 * @param badLines everything that was refused; when it is empty the file is well formed
 */
public record ScannedFile(
    List<Include> includes,
    List<SectionHeader> sections,
    List<Entry> entries,
    List<BadLine> badLines) {
  /** Copies the lists. */
  public ScannedFile {
    includes = List.copyOf(includes);
    sections = List.copyOf(sections);
    entries = List.copyOf(entries);
    badLines = List.copyOf(badLines);
  }

  /** One without anything but lines that were refused. */
  public static ScannedFile ofBadLines(List<BadLine> badLines) {
    return new ScannedFile(List.of(), List.of(), List.of(), badLines);
  }

  /**
   * Both as one, which includes nothing: what this one says wins, and each section stands once. The
   * other one's lines go first.
   */
  public ScannedFile over(ScannedFile weaker) {
    Map<String, SectionHeader> allSections = new LinkedHashMap<>();
    Stream.of(weaker.sections, sections)
        .flatMap(Collection::stream)
        .forEach(header -> allSections.put(header.name(), header));
    Map<List<String>, Entry> allEntries = new LinkedHashMap<>();
    Stream.of(weaker.entries, entries)
        .flatMap(Collection::stream)
        .forEach(entry -> allEntries.put(List.of(entry.section(), entry.name()), entry));
    return new ScannedFile(
        List.of(),
        List.copyOf(allSections.values()),
        List.copyOf(allEntries.values()),
        Stream.concat(weaker.badLines.stream(), badLines.stream()).distinct().toList());
  }
}
