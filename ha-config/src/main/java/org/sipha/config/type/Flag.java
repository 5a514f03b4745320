package org.sipha.config.type;

/** {@code true} or {@code false}. */
public record Flag() implements ValueType<Boolean> {
  @Override
  public Reading<Boolean> read(String text) {
    return switch (text.strip()) {
      case "true" -> Reading.of(true);
      case "false" -> Reading.of(false);
      case "" -> Reading.wrong("is empty");
      default -> Reading.wrong("is neither true nor false");
    };
  }

  @Override
  public String valid() {
    return "true, false";
  }
}
