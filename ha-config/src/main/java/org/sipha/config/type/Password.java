package org.sipha.config.type;

/** A password. */
public record Password() implements ValueType<Secret> {
  private static final int MIN = 8;
  private static final int MAX = 128;

  @Override
  public Reading<Secret> read(String text) {
    String password = text.strip();
    if (password.length() < MIN) {
      return Reading.wrong("is too short: somebody could guess it");
    }
    if (password.length() > MAX) {
      return Reading.wrong("is too long");
    }
    return Reading.of(new Secret(password));
  }

  @Override
  public boolean isSecret() {
    return true;
  }

  @Override
  public String valid() {
    return MIN + " to " + MAX + " characters";
  }
}
