package org.sipha.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.config.option.OptionCatalogue;
import org.sipha.config.type.Secret;

/** Collects what a check finds in one file. */
final class Findings {
  /**
   * What is to blame.
   *
   * @param line from 1, 0 for none
   */
  record Place(
      int line, @Nullable String section, @Nullable String option, @Nullable String value) {
    /** The file as a whole. */
    static final Place FILE = new Place(0, null, null, null);
  }

  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  Findings(String file) {
    this.file = file;
  }

  void problem(Place place, String message) {
    problem(place, message, null, null);
  }

  void problem(Place place, String message, @Nullable String valid, @Nullable String suggestion) {
    problems.add(found(place, message, valid, suggestion));
  }

  void warning(Place place, String message) {
    warnings.add(found(place, message, null, null));
  }

  private Problem found(
      Place place, String message, @Nullable String valid, @Nullable String suggestion) {
    return new Problem(
        file,
        place.line(),
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

  /** Everything that is wrong, by line. */
  List<Problem> problems() {
    return problems.stream().sorted(Problem.BY_LINE).toList();
  }

  /** Everything that is worth a warning, by line. */
  List<Problem> warnings() {
    return warnings.stream().sorted(Problem.BY_LINE).toList();
  }
}
