package org.sipha.config.type;

import java.util.regex.Pattern;

/**
 * A name or number of certain characters.
 *
 * @param maxLength in characters
 * @param characters which whole texts are valid
 * @param valid the same for people
 */
public record Word(int maxLength, Pattern characters, String valid) implements ValueType<String> {
  /** The name of a server or a pair; of a server it is also the DNS name in its certificate. */
  public static Word name() {
    return new Word(
        64,
        Pattern.compile("[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]"),
        "up to 64 letters, digits, dots, hyphens and underscores, a letter or digit at both ends");
  }

  /** The digits that a number may begin with. */
  public static Word prefix() {
    return new Word(
        32, Pattern.compile("[+]?[0-9*#]+"), "up to 32 of 0 to 9, * and #, after an optional +");
  }

  /** What follows {@code dn:} or {@code trunk:} in the name of a section. */
  public static Word destination() {
    return new Word(
        64,
        Pattern.compile("[A-Za-z0-9+*#._-]+"),
        "up to 64 letters, digits and any of + * # . _ -");
  }

  /** What telephones are asked for a password for. */
  public static Word realm() {
    return new Word(
        64, Pattern.compile("[A-Za-z0-9@._-]+"), "up to 64 letters, digits and any of @ . _ -");
  }

  @Override
  public Reading<String> read(String text) {
    String word = text.strip();
    if (word.isEmpty()) {
      return Reading.wrong("is empty");
    }
    if (word.length() > maxLength) {
      return Reading.wrong("is too long");
    }
    return characters.matcher(word).matches()
        ? Reading.of(word)
        : Reading.wrong("has characters that aren't valid here");
  }
}
