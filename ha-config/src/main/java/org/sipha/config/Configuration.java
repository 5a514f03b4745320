package org.sipha.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sipha.config.option.Option;
import org.sipha.config.option.OptionCatalogue;
import org.sipha.config.option.SectionKind;

/**
 * Every option of every section as a valid configuration sets it, given or by default.
 *
 * @param options section by section, DNs and trunks in the order of the file
 */
public record Configuration(List<ConfiguredOption> options) {
  /** Copies the list. */
  public Configuration {
    options = List.copyOf(options);
  }

  static Configuration of(CheckedFile file) {
    List<ConfiguredOption> options = new ArrayList<>();
    for (SectionKind kind : SectionKind.values()) {
      for (SectionValues section : file.sections(kind)) {
        OptionCatalogue.options(kind).forEach(option -> options.add(section.configured(option)));
      }
    }
    return new Configuration(options);
  }

  /** What is different in a newer one, in this one's order and then what is new. */
  public List<ConfigurationChange> changesTo(Configuration newer) {
    Map<String, ConfiguredOption> before = byName();
    Map<String, ConfiguredOption> after = newer.byName();
    return Stream.concat(before.keySet().stream(), after.keySet().stream())
        .distinct()
        .map(name -> change(before.get(name), after.get(name)))
        .filter(Objects::nonNull)
        .toList();
  }

  /** By {@link ConfiguredOption#name}. */
  Map<String, ConfiguredOption> byName() {
    Map<String, ConfiguredOption> all = new LinkedHashMap<>();
    options.forEach(option -> all.put(option.name(), option));
    return all;
  }

  private static @Nullable ConfigurationChange change(
      @Nullable ConfiguredOption before, @Nullable ConfiguredOption after) {
    ConfiguredOption one = before == null ? Objects.requireNonNull(after) : before;
    Object old = before == null ? null : before.value();
    Object now = after == null ? null : after.value();
    return Objects.equals(old, now)
        ? null
        : new ConfigurationChange(
            one.section(),
            one.option(),
            before == null ? null : before.shown(),
            after == null ? null : after.shown());
  }

  /** This configuration, but for some options, and sections of them, that are a newer one's. */
  public Configuration with(Configuration newer, Predicate<Option<?>> taken) {
    List<ConfiguredOption> mixed = new ArrayList<>();
    options.stream().filter(option -> !taken.test(option.option())).forEach(mixed::add);
    newer.options.stream().filter(option -> taken.test(option.option())).forEach(mixed::add);
    return new Configuration(mixed);
  }
}
