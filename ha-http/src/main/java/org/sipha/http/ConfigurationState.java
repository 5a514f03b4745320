package org.sipha.http;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a server, as people see it: secrets are masked.
 *
 * @param source where it was read
 * @param readAt when the configuration was read that holds
 * @param options every option
 * @param waiting what is configured and not in force yet
 * @param rejected a newer configuration that can't be used, so that the one before holds; null if
 *     there is none
 */
public record ConfigurationState(
    String source,
    Instant readAt,
    List<Option> options,
    List<Waiting> waiting,
    @Nullable Rejected rejected) {
  /** Copies the lists. */
  public ConfigurationState {
    options = List.copyOf(options);
    waiting = List.copyOf(waiting);
  }

  /**
   * An option as it is configured.
   *
   * @param section without brackets
   * @param value null if it is not set
   * @param otherwise its default, null if it has none
   * @param line where it is given, 0 if the default holds
   * @param valid what it may be
   * @param effect when a change takes effect
   */
  public record Option(
      String section,
      String name,
      @Nullable String value,
      @Nullable String otherwise,
      int line,
      String valid,
      String effect) {}

  /**
   * A change that has no effect yet.
   *
   * @param inForce null if it is not set
   * @param configured null if it is not set any more
   * @param waitsFor when it takes effect
   */
  public record Waiting(
      String section,
      String name,
      @Nullable String inForce,
      @Nullable String configured,
      String waitsFor) {}

  /**
   * A configuration that was refused as a whole.
   *
   * @param problems a line for each, as {@code sipha config check} prints them
   */
  public record Rejected(Instant at, List<String> problems) {
    /** Copies the list. */
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
