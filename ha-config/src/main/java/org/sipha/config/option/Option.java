package org.sipha.config.option;

import org.jspecify.annotations.Nullable;
import org.sipha.config.type.Reading;
import org.sipha.config.type.ValueType;

/**
 * The one declaration of an option.
 *
 * @param section where it stands
 * @param name how it is spelled
 * @param type what its values may be and become
 * @param required whether it must be given; then it has no default
 * @param defaultText the value when it isn't given, null for none
 * @param example a value for the sample file
 * @param inSample whether the sample file gives it; else it shows it in a comment
 * @param effect when a change takes effect
 * @param comparison whether the two servers compare it
 * @param description what it does and when to change it, in Markdown that reads well as plain text
 */
public record Option<T>(
    SectionKind section,
    String name,
    ValueType<T> type,
    boolean required,
    @Nullable String defaultText,
    String example,
    boolean inSample,
    EffectTime effect,
    Comparison comparison,
    String description) {
  /** Refuses a default or an example that isn't valid. */
  public Option {
    for (String text : new @Nullable String[] {defaultText, example}) {
      if (text != null && type.read(text).wrong() != null) {
        throw new IllegalArgumentException(name + " = " + text + ": valid: " + type.valid());
      }
    }
  }

  /** An option that must be given. */
  static <T> Option<T> required(
      SectionKind section, String name, ValueType<T> type, String example, String description) {
    return of(section, name, type, true, null, example, description).inSample(example);
  }

  /** An option with a default. */
  static <T> Option<T> withDefault(
      SectionKind section, String name, ValueType<T> type, String defaultText, String description) {
    return of(section, name, type, false, defaultText, defaultText, description);
  }

  /** An option that may be left out. */
  static <T> Option<T> optional(
      SectionKind section, String name, ValueType<T> type, String example, String description) {
    return of(section, name, type, false, null, example, description);
  }

  private static <T> Option<T> of(
      SectionKind section,
      String name,
      ValueType<T> type,
      boolean required,
      @Nullable String defaultText,
      String example,
      String description) {
    return new Option<>(
        section,
        name,
        type,
        required,
        defaultText,
        example,
        false,
        EffectTime.AFTER_RESTART,
        Comparison.NONE,
        description);
  }

  /** The same, compared by the two servers. */
  Option<T> compared(Comparison how) {
    return new Option<>(
        section, name, type, required, defaultText, example, inSample, effect, how, description);
  }

  /** The same, with a change that takes effect at another time. */
  Option<T> effective(EffectTime when) {
    return new Option<>(
        section,
        name,
        type,
        required,
        defaultText,
        example,
        inSample,
        when,
        comparison,
        description);
  }

  /** The same, given in the sample file. */
  Option<T> inSample(String value) {
    return new Option<>(
        section, name, type, required, defaultText, value, true, effect, comparison, description);
  }

  /** The default as a value, null for none. */
  public @Nullable T defaultValue() {
    if (defaultText == null) {
      return null;
    }
    Reading<T> reading = type.read(defaultText);
    return reading.value();
  }

  /** As people read it: {@code [TServer] sip-port}. */
  @Override
  public String toString() {
    return section + " " + name;
  }
}
