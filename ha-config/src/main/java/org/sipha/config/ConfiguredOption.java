package org.sipha.config;

import org.jspecify.annotations.Nullable;
import org.sipha.config.ini.Line;
import org.sipha.config.option.Option;
import org.sipha.config.type.Secret;

/**
 * An option and what a valid configuration sets it to.
 *
 * @param section name of its section without brackets: {@code TServer}, {@code dn:1001}
 * @param value of the option's type; null if it isn't given and has no default
 * @param text how the value is written, variables replaced; null with {@code value}
 * @param line where it is given; null if the default holds
 */
public record ConfiguredOption(
    String section,
    Option<?> option,
    @Nullable Object value,
    @Nullable String text,
    @Nullable Line line) {
  /** The text for people: a secret is masked, and what isn't set is null. */
  public @Nullable String shown() {
    return text != null && option.type().isSecret() ? Secret.MASK : text;
  }

  /** {@code [dn:1001] contact}. */
  public String name() {
    return "[" + section + "] " + option.name();
  }

  /** The text would show a secret. */
  @Override
  public String toString() {
    return name() + " = " + shown();
  }
}
