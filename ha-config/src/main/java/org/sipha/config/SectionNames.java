package org.sipha.config;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sipha.config.Findings.Place;
import org.sipha.config.ini.SectionHeader;
import org.sipha.config.option.Nearest;
import org.sipha.config.option.SectionKind;
import org.sipha.config.type.Reading;
import org.sipha.config.type.Word;

/**
 * Says what a section is by its name. A misspelled one is reported and then taken for what it
 * probably was, so that its options are checked too and aren't reported as missing.
 */
final class SectionNames {
  private final Set<String> taken = new HashSet<>();
  private final Findings findings;

  SectionNames(List<SectionHeader> headers, Findings findings) {
    headers.forEach(header -> taken.add(header.name()));
    this.findings = findings;
  }

  /** The section, still without values; empty if nobody can know what it was to be. */
  Optional<SectionValues> resolve(SectionHeader header) {
    Optional<SectionKind> kind = SectionKind.of(header.name());
    if (kind.isEmpty()) {
      return guess(header);
    }
    SectionValues section = new SectionValues(kind.get(), header.name(), header.line());
    if (kind.get().isNamed()) {
      Reading<String> name = Word.destination().read(section.ownName());
      if (name.value() == null || !name.value().equals(section.ownName())) {
        String wrong = name.wrong() == null ? "has blanks around it" : name.wrong();
        findings.problem(
            section.place(),
            "the name after " + kind.get().text() + " " + wrong,
            Word.destination().valid(),
            null);
      }
    }
    return Optional.of(section);
  }

  private Optional<SectionValues> guess(SectionHeader header) {
    int colon = header.name().indexOf(':');
    String fixedPart = header.name().substring(0, colon + 1);
    String ownName = header.name().substring(colon + 1);
    List<String> candidates =
        Arrays.stream(SectionKind.values())
            .filter(kind -> colon < 0 || kind.isNamed())
            .map(SectionKind::text)
            .toList();
    Optional<SectionKind> nearest =
        Nearest.to(colon < 0 ? header.name() : fixedPart, candidates).flatMap(SectionKind::of);
    findings.problem(
        new Place(header.line(), header.name(), null, null),
        "there is no such section",
        nearest.isPresent() ? null : allKinds(),
        nearest.map(kind -> suggestion(kind, colon, ownName)).orElse(null));
    return nearest
        .map(kind -> kind.isNamed() ? kind.named(ownName) : kind.text())
        .filter(taken::add)
        .map(name -> new SectionValues(nearest.get(), name, header.line()));
  }

  private static String suggestion(SectionKind kind, int colon, String ownName) {
    return kind.isNamed() && colon >= 0 ? "[" + kind.named(ownName) + "]" : kind.toString();
  }

  private static String allKinds() {
    return Arrays.stream(SectionKind.values())
        .map(SectionKind::toString)
        .collect(Collectors.joining(", "));
  }
}
