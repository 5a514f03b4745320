package org.sipha.config.type;

/** The type of an option. */
public interface ValueType<T> {
  /** Reads a text; blanks at both ends don't matter. No text makes it throw. */
  Reading<T> read(String text);

  /** What is valid, unit included, to stand after "valid: ", for example {@code 200 to 1000}. */
  String valid();

  /** Whether values are to be kept from whoever reads a report. */
  default boolean isSecret() {
    return false;
  }
}
