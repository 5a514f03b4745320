package org.sipha.dist.server;

import java.io.IOException;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.ConfigurationSource;
import org.sipha.config.Outcome;
import org.sipha.config.ProblemReport;
import org.sipha.config.ServerSettings;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/**
 * The configuration with which a server starts.
 *
 * @param content as it was read
 * @param valid what came of it
 */
record StartConfiguration(ConfigurationSource source, byte[] content, Outcome.Valid valid) {
  /** Copies the content. */
  StartConfiguration {
    content = content.clone();
  }

  /**
   * Reads it.
   *
   * @throws CommandFailure with everything that is wrong
   */
  static StartConfiguration read(ConfigurationSource source) throws CommandFailure {
    byte[] content;
    try {
      content = source.content();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitStatus.CONFIGURATION, source.name() + ": " + String.valueOf(e.getMessage()));
    }
    Outcome outcome = ConfigurationFile.check(content, source.file(), source.name());
    if (outcome instanceof Outcome.Invalid invalid) {
      throw new CommandFailure(
          ExitStatus.CONFIGURATION, ProblemReport.text(invalid.problems()).strip());
    }
    return new StartConfiguration(source, content, (Outcome.Valid) outcome);
  }

  ServerSettings settings() {
    return valid.settings();
  }

  @Override
  public byte[] content() {
    return content.clone();
  }
}
