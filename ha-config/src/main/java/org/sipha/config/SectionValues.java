package org.sipha.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sipha.config.Findings.Place;
import org.sipha.config.ini.Line;
import org.sipha.config.option.Option;
import org.sipha.config.option.SectionKind;

/**
 * The values of one section, as far as they are valid.
 *
 * <p>Values go in as an option's type has read them, so they come out with that option's type.
 */
final class SectionValues {
  private final SectionKind kind;
  private final String name;
  private final @Nullable Line line;
  private final Map<Option<?>, Object> values = new HashMap<>();
  private final Map<Option<?>, String> texts = new HashMap<>();
  private final Map<Option<?>, Place> places = new HashMap<>();
  private final Set<Option<?>> invalid = new HashSet<>();

  /**
   * An empty section.
   *
   * @param name without brackets, as it ought to be spelled
   * @param line of its header, null if the file doesn't have it
   */
  SectionValues(SectionKind kind, String name, @Nullable Line line) {
    this.kind = kind;
    this.name = name;
    this.line = line;
  }

  SectionKind kind() {
    return kind;
  }

  /** {@code TServer}, {@code dn:1001}. */
  String name() {
    return name;
  }

  /** The part of the name that is the section's own: {@code 1001}. */
  String ownName() {
    return name.substring(kind.text().length());
  }

  boolean isPresent() {
    return line != null;
  }

  /** The header. */
  Place place() {
    return new Place(line, name, null, null);
  }

  /** Where the option is given, or where it might have been. */
  Place place(Option<?> option) {
    return places.getOrDefault(option, new Place(line, name, option.name(), null));
  }

  /** The file gives a valid value, which is written so when variables are replaced. */
  <T> void put(Option<T> option, T value, String text, Place place) {
    values.put(option, value);
    texts.put(option, text);
    places.put(option, place);
  }

  /** The file tries to give the option, in a way that has been reported. */
  void putInvalid(Option<?> option) {
    invalid.add(option);
  }

  /** Whether the file gives the option, valid or not. */
  boolean isGiven(Option<?> option) {
    return values.containsKey(option) || invalid.contains(option);
  }

  /** The value given or else the default; empty if it is invalid, or if there is neither. */
  <T> Optional<T> find(Option<T> option) {
    @SuppressWarnings("unchecked") // put takes the option's type only
    @Nullable T given = (T) values.get(option);
    if (given != null || invalid.contains(option)) {
      return Optional.ofNullable(given);
    }
    return Optional.ofNullable(option.defaultValue());
  }

  /** What the option is set to. */
  ConfiguredOption configured(Option<?> option) {
    boolean given = values.containsKey(option);
    return new ConfiguredOption(
        name,
        option,
        find(option).orElse(null),
        given ? texts.get(option) : option.defaultText(),
        given ? place(option).line() : null);
  }

  /**
   * As {@link #find}, where the check has made sure that there is a value.
   *
   * @throws IllegalStateException if there is none
   */
  <T> T get(Option<T> option) {
    return find(option)
        .orElseThrow(() -> new IllegalStateException("[" + name + "] has no " + option.name()));
  }
}
