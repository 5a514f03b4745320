package org.sipha.config;

import static org.sipha.config.option.DestinationOptions.DN_CONTACT;
import static org.sipha.config.option.DestinationOptions.DN_PASSWORD;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sipha.config.Findings.Place;
import org.sipha.config.ini.BadLine;
import org.sipha.config.ini.Entry;
import org.sipha.config.ini.IniValues;
import org.sipha.config.ini.ScannedFile;
import org.sipha.config.ini.SectionHeader;
import org.sipha.config.option.KnownName;
import org.sipha.config.option.Nearest;
import org.sipha.config.option.Option;
import org.sipha.config.option.OptionCatalogue;
import org.sipha.config.option.SectionKind;
import org.sipha.config.type.Reading;

/** Holds each entry of a file against the option catalogue, and looks for what is missing. */
final class OptionCheck {
  /** Why a variable can't be replaced. */
  static final String VARIABLES =
      "it isn't set, its file can't be read as one line, or it is of another kind";

  private final ScannedFile scanned;
  private final IniValues values;
  private final Findings findings;
  private final SectionNames names;
  private final Map<String, SectionValues> byName = new HashMap<>();
  private final Map<SectionKind, SectionValues> singles = new HashMap<>();
  private final List<SectionValues> dns = new ArrayList<>();
  private final List<SectionValues> trunks = new ArrayList<>();

  /** Options that an unknown name probably meant: reported already, so not missing. */
  private final Set<Option<?>> meant = new HashSet<>();

  OptionCheck(ScannedFile scanned, IniValues values, Findings findings) {
    this.scanned = scanned;
    this.values = values;
    this.findings = findings;
    this.names = new SectionNames(scanned.sections(), findings);
  }

  CheckedFile run() {
    for (SectionHeader header : scanned.sections()) {
      names.resolve(header).ifPresent(section -> add(header, section));
    }
    for (Entry entry : scanned.entries()) {
      SectionValues section = byName.get(entry.section());
      if (section != null) { // of an unknown section nobody knows what may stand in it
        check(section, entry);
      }
    }
    for (BadLine bad : scanned.badLines()) {
      meantBy(bad);
    }
    byName.values().forEach(this::reportMissingOptions);
    for (SectionKind kind : SectionKind.values()) {
      if (kind.isRequired() && !singles.containsKey(kind)) {
        reportMissingSection(kind);
      }
    }
    return new CheckedFile(
        single(SectionKind.TSERVER),
        single(SectionKind.BACKUP_SYNC),
        single(SectionKind.ARBITER),
        single(SectionKind.HAZELCAST),
        single(SectionKind.LOG),
        dns,
        trunks);
  }

  private void add(SectionHeader header, SectionValues section) {
    byName.put(header.name(), section);
    switch (section.kind()) {
      case DN -> dns.add(section);
      case TRUNK -> trunks.add(section);
      case TSERVER, BACKUP_SYNC, ARBITER, HAZELCAST, LOG -> singles.put(section.kind(), section);
    }
  }

  private SectionValues single(SectionKind kind) {
    return singles.getOrDefault(kind, new SectionValues(kind, kind.text(), null));
  }

  private void check(SectionValues section, Entry entry) {
    SectionKind kind = section.kind();
    Place place = new Place(entry.line(), entry.section(), entry.name(), entry.value());
    Optional<Option<?>> option = OptionCatalogue.find(kind, entry.name());
    Optional<KnownName> known = KnownName.find(kind, entry.name());
    List<SectionKind> elsewhere = OptionCatalogue.sectionsWith(entry.name());
    if (option.isPresent()) {
      readValue(section, option.get(), entry, place);
    } else if (known.isPresent()) {
      findings.warning(place, "has no use here and is ignored: " + known.get().instead());
    } else if (!elsewhere.isEmpty()) {
      String sections =
          elsewhere.stream().map(Object::toString).collect(Collectors.joining(" or "));
      findings.problem(place, "the option does not stand here, it belongs to " + sections);
    } else {
      reportUnknown(kind, entry, place);
    }
  }

  private void reportUnknown(SectionKind kind, Entry entry, Place place) {
    List<String> all = OptionCatalogue.options(kind).stream().map(Option::name).toList();
    Optional<String> nearest = Nearest.to(entry.name(), all);
    nearest.flatMap(name -> OptionCatalogue.find(kind, name)).ifPresent(meant::add);
    findings.problem(
        place,
        "there is no such option",
        nearest.isPresent() ? null : String.join(", ", all),
        nearest.orElse(null));
  }

  private <T> void readValue(SectionValues section, Option<T> option, Entry entry, Place place) {
    Optional<String> text = values.of(entry);
    if (text.isEmpty()) {
      section.putInvalid(option);
      findings.problem(
          place,
          "a variable in the value can't be replaced: " + VARIABLES,
          "${env:NAME} with a variable of the environment, ${env:NAME:-default}, ${file:PATH}",
          null);
      return;
    }
    Reading<T> reading = option.type().read(text.get());
    if (reading.value() == null) {
      section.putInvalid(option);
      findings.problem(place, "the value " + reading.wrong(), option.type().valid(), null);
    } else {
      section.put(option, reading.value(), text.get().strip(), place);
    }
  }

  /** A bad line that at least shows which option it is about. */
  private void meantBy(BadLine bad) {
    SectionValues section = bad.section() == null ? null : byName.get(bad.section());
    if (section != null && bad.name() != null) {
      OptionCatalogue.find(section.kind(), bad.name()).ifPresent(meant::add);
    }
  }

  private void reportMissingOptions(SectionValues section) {
    for (Option<?> option : OptionCatalogue.options(section.kind())) {
      if (option.required() && !section.isGiven(option) && !meant.contains(option)) {
        findings.problem(
            section.place(option), "the option is missing", option.type().valid(), null);
      }
    }
    if (section.kind() == SectionKind.DN && !isGiven(section, DN_CONTACT, DN_PASSWORD)) {
      findings.problem(
          section.place(),
          "the DN has neither contact, where its telephone is, nor password, with which telephones"
              + " register");
    }
  }

  private boolean isGiven(SectionValues section, Option<?>... options) {
    return Arrays.stream(options)
        .anyMatch(option -> section.isGiven(option) || meant.contains(option));
  }

  private void reportMissingSection(SectionKind kind) {
    String needs =
        OptionCatalogue.options(kind).stream()
            .filter(Option::required)
            .map(Option::name)
            .collect(Collectors.joining(", "));
    findings.problem(
        new Place(null, kind.text(), null, null), "the section is missing; it needs " + needs);
  }
}
