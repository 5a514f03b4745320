package org.sipha.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ini.Line;
import org.sipha.config.option.Option;
import org.sipha.config.option.OptionCatalogue;
import org.sipha.config.type.Secret;

/** Collects what a check finds in one file. */
final class Findings {
  /**
   * What is to blame.
   *
   * @param line null for none
   */
  record Place(
      @Nullable Line line,
      @Nullable String section,
      @Nullable String option,
      @Nullable String value) {
    /** The main file as a whole. */
    static final Place FILE = new Place(null, null, null, null);
  }

  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  /** {@code file} is the main one, what it includes is reported after it. */
  Findings(String file) {
    this.file = file;
  }

  void problem(Place place, String message) {
    problem(place, message, null, null);
  }

  void problem(Place place, String message, @Nullable String valid, @Nullable String suggestion) {
    problems.add(found(place, message, valid, suggestion));
  }

  /** An option that is needed isn't given: {@code why} says what needs it. */
  void missing(SectionValues section, Option<?> option, String why) {
    problem(section.place(option), "the option is missing; " + why, option.type().valid(), null);
  }

  void warning(Place place, String message) {
    warnings.add(found(place, message, null, null));
  }

  private Problem found(
      Place place, String message, @Nullable String valid, @Nullable String suggestion) {
    Line line = place.line() == null ? new Line(file, 0) : place.line();
    return new Problem(
        line.file(),
        line.number(),
        place.section(),
        place.option(),
        shown(place),
        message,
        valid,
        suggestion);
  }

  /** A secret isn't repeated where others may read it. */
  private static @Nullable String shown(Place place) {
    String value = place.value();
    if (value == null) {
      return null;
    }
    String name = place.option() == null ? value.split("[=\\s]", 2)[0] : place.option();
    return OptionCatalogue.mayBeSecret(name) ? Secret.MASK : value;
  }

  /** Everything that is wrong, by file and line. */
  List<Problem> problems() {
    return problems.stream().sorted(order()).toList();
  }

  /** Everything that is worth a warning, by file and line. */
  List<Problem> warnings() {
    return warnings.stream().sorted(order()).toList();
  }

  private Comparator<Problem> order() {
    return Comparator.comparing((Problem problem) -> !problem.file().equals(file))
        .thenComparing(Problem::file)
        .thenComparing(Problem::line);
  }
}
