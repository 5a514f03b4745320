package org.sipha.config;

import java.util.List;

/** What became of a configuration file. */
public sealed interface Outcome {
  /** Worth knowing, but no reason to refuse the file; by line. */
  List<Problem> warnings();

  /**
   * The file can be used.
   *
   * @param configuration the same as the settings, option by option
   */
  record Valid(ServerSettings settings, Configuration configuration, List<Problem> warnings)
      implements Outcome {
    /** Copies the list. */
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /** The file can't be used: all that is wrong with it, by line, at least one. */
  record Invalid(List<Problem> problems, List<Problem> warnings) implements Outcome {
    /** Copies the lists. */
    public Invalid {
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }
  }
}
