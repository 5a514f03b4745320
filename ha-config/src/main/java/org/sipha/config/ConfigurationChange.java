package org.sipha.config;

import org.jspecify.annotations.Nullable;
import org.sipha.config.option.Option;

/**
 * An option that two configurations set differently, for people.
 *
 * @param section name of its section without brackets
 * @param before null if it wasn't set; a secret is masked
 * @param after null if it isn't set any more; a secret is masked
 */
public record ConfigurationChange(
    String section, Option<?> option, @Nullable String before, @Nullable String after) {
  /** {@code [dn:1001] contact}. */
  public String name() {
    return "[" + section + "] " + option.name();
  }

  /** {@code [TServer] sip-port: 5060 -> 5070}. */
  @Override
  public String toString() {
    return name() + ": " + shown(before) + " -> " + shown(after);
  }

  private static String shown(@Nullable String text) {
    return text == null ? "not set" : text;
  }
}
