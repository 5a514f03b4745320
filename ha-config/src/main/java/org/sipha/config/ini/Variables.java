package org.sipha.config.ini;

import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.configuration2.interpol.ConfigurationInterpolator;
import org.apache.commons.configuration2.interpol.InterpolatorSpecification;
import org.jspecify.annotations.Nullable;

/**
 * The variables in values: <code>${env:NAME}</code>, also with a default, <code>
 * ${env:NAME:-default}</code>, and <code>${file:PATH}</code>, a file that holds nothing but the
 * value. The other lookups of commons-configuration2 (system properties, scripts, DNS, URLs, and
 * its own of files, which knows no directory to start from) are off.
 */
public final class Variables {
  private final ConfigurationInterpolator interpolator;

  /**
   * Variables that are looked up each time.
   *
   * @param environment looks an environment variable up, null if it isn't set
   * @param files looks the value in a file up, null if it can't be had
   */
  public Variables(
      Function<String, @Nullable String> environment, Function<String, @Nullable String> files) {
    interpolator =
        ConfigurationInterpolator.fromSpecification(
            new InterpolatorSpecification.Builder()
                .withPrefixLookup("env", environment::apply)
                .withPrefixLookup("file", files::apply)
                .create());
  }

  /** A text with its variables replaced; empty if one isn't set or isn't of these kinds. */
  public Optional<String> replaced(String text) {
    if (!text.contains("${")) {
      return Optional.of(text);
    }
    try {
      String replaced = String.valueOf(interpolator.interpolate(text));
      return replaced.contains("${") ? Optional.empty() : Optional.of(replaced);
    } catch (IllegalStateException e) { // a variable that contains itself
      return Optional.empty();
    }
  }
}
