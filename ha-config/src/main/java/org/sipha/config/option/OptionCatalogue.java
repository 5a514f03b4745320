package org.sipha.config.option;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * All options there are. To add one, declare it in {@link TServerOptions}, {@link HttpOptions},
 * {@link SipTransportOptions}, {@link RegistrationOptions}, {@link PairOptions}, {@link
 * EtcdOptions}, {@link GridOptions} or {@link DestinationOptions}, put it into the list {@code ALL}
 * there, take its value over into the settings, and write the reference page and the sample anew
 * (the test that compares them says how).
 */
public final class OptionCatalogue {
  private static final List<Option<?>> ALL = all();

  private OptionCatalogue() {}

  private static List<Option<?>> all() {
    List<Option<?>> all = new ArrayList<>(TServerOptions.ALL);
    all.addAll(HttpOptions.ALL);
    all.addAll(SipTransportOptions.ALL);
    all.addAll(RegistrationOptions.ALL);
    all.addAll(PairOptions.ALL);
    all.addAll(EtcdOptions.ALL);
    all.addAll(GridOptions.ALL);
    all.addAll(DestinationOptions.ALL);
    return List.copyOf(all);
  }

  /** Every option, section by section. */
  public static List<Option<?>> options() {
    return ALL;
  }

  /** The options of a kind of section. */
  public static List<Option<?>> options(SectionKind section) {
    return ALL.stream().filter(option -> option.section() == section).toList();
  }

  /** The option with exactly this name. */
  public static Optional<Option<?>> find(SectionKind section, String name) {
    return options(section).stream().filter(option -> option.name().equals(name)).findFirst();
  }

  /** Whether the value of an option may be secret, as far as its name says, misspelled or not. */
  public static boolean mayBeSecret(String name) {
    List<String> secret =
        ALL.stream().filter(option -> option.type().isSecret()).map(Option::name).toList();
    return secret.contains(name) || Nearest.to(name, secret).isPresent();
  }

  /** The kinds of sections that have an option with this name. */
  public static List<SectionKind> sectionsWith(String name) {
    return Arrays.stream(SectionKind.values())
        .filter(section -> find(section, name).isPresent())
        .toList();
  }
}
