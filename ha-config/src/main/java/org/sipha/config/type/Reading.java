package org.sipha.config.type;

import org.jspecify.annotations.Nullable;

/**
 * What became of a text: a value, or what is wrong with it; never both.
 *
 * @param wrong completes the sentence "the value …", for example {@code is out of range}
 */
public record Reading<T>(@Nullable T value, @Nullable String wrong) {
  /** A value. */
  public static <T> Reading<T> of(T value) {
    return new Reading<>(value, null);
  }

  /** No value, and why. */
  public static <T> Reading<T> wrong(String wrong) {
    return new Reading<>(null, wrong);
  }
}
