package org.sipha.config.type;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One of a few words: the constants of an enumeration in lower case, with hyphens.
 *
 * @param choices in the order in which they are shown
 */
public record Choice<E extends Enum<E>>(List<E> choices) implements ValueType<E> {
  /** Copies the list. */
  public Choice {
    choices = List.copyOf(choices);
  }

  /** Any constant of the type. */
  public static <E extends Enum<E>> Choice<E> of(Class<E> type) {
    return new Choice<>(Arrays.asList(type.getEnumConstants()));
  }

  @Override
  public Reading<E> read(String text) {
    String word = text.strip();
    for (E choice : choices) {
      if (word(choice).equals(word)) {
        return Reading.of(choice);
      }
    }
    return Reading.wrong(word.isEmpty() ? "is empty" : "is not known");
  }

  @Override
  public String valid() {
    return choices.stream().map(Choice::word).collect(Collectors.joining(", "));
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
