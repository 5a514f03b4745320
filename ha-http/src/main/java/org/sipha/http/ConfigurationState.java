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
 * @param server null if the configuration is read from a file
 */
public record ConfigurationState(
    String source,
    Instant readAt,
    List<Option> options,
    List<Waiting> waiting,
    @Nullable Rejected rejected,
    @Nullable Server server) {
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
   * @param file where it is given, null if the default holds
   * @param line of that file, 0 if the default holds
   * @param valid what it may be
   * @param effect when a change takes effect
   */
  public record Option(
      String section,
      String name,
      @Nullable String value,
      @Nullable String otherwise,
      @Nullable String file,
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

  /**
   * The configuration server.
   *
   * @param trouble why the last look got nothing from it, so that what holds goes on; null if it is
   *     reached
   * @param since when that began
   * @param copyKeptAt when the copy was kept with which this server started; null if it has reached
   *     the configuration server since it started
   */
  public record Server(@Nullable String trouble, Instant since, @Nullable Instant copyKeptAt) {}

  /** Whether there is a configuration server, and it is reached. */
  boolean isServerReached() {
    return server != null && server.trouble() == null;
  }
}
