package org.sipha.dist.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.ConfigurationSource;
import org.sipha.config.ConfigurationText;
import org.sipha.config.LastKnownGood;
import org.sipha.config.LastKnownGood.Copy;
import org.sipha.config.Outcome;
import org.sipha.config.ProblemReport;
import org.sipha.config.ServerSettings;
import org.sipha.config.ServerTrouble;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration with which a server starts. If its configuration server doesn't give a valid
 * one, that is the last that was accepted.
 *
 * @param text as it was read
 * @param valid what came of it
 * @param copy null if it comes from its source itself
 */
record StartConfiguration(
    ConfigurationSource source,
    ConfigurationText text,
    Outcome.Valid valid,
    @Nullable FromCopy copy) {
  private static final Logger LOG = LoggerFactory.getLogger(StartConfiguration.class);

  /** So long a server that has no copy waits for its configuration server. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * The last known good copy is used.
   *
   * @param why completes the name of the source
   */
  record FromCopy(String why, Instant keptAt) {}

  /**
   * Reads it.
   *
   * @throws CommandFailure with everything that is wrong
   */
  static StartConfiguration read(ConfigurationSource source) throws CommandFailure {
    return read(source, PATIENCE);
  }

  static StartConfiguration read(ConfigurationSource source, Duration patience)
      throws CommandFailure {
    Optional<Copy> copy = copy(source);
    ConfigurationText text;
    try {
      text = copy.isPresent() ? source.text() : patiently(source, patience);
    } catch (ServerTrouble e) {
      if (copy.isPresent()) {
        return fromCopy(source, copy.get(), e.text());
      }
      throw new CommandFailure(
          ExitStatus.UNAVAILABLE,
          source.name() + " " + e.text() + "; there is no copy to start with either");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitStatus.CONFIGURATION, source.name() + ": " + String.valueOf(e.getMessage()));
    }
    Outcome outcome = ConfigurationFile.check(text);
    if (outcome instanceof Outcome.Valid valid) {
      return new StartConfiguration(source, text, valid, null);
    }
    String report = report((Outcome.Invalid) outcome);
    if (copy.isPresent()) {
      return fromCopy(source, copy.get(), "gives an invalid one:\n" + report);
    }
    throw new CommandFailure(ExitStatus.CONFIGURATION, report);
  }

  /** A copy that can't be read is none; whoever looks for the reason finds it in the log. */
  private static Optional<Copy> copy(ConfigurationSource source) {
    Optional<LastKnownGood> lastKnownGood = source.lastKnownGood();
    try {
      return lastKnownGood.isPresent() ? lastKnownGood.get().find() : Optional.empty();
    } catch (IOException e) {
      LOG.warn("{} {}", source.file(), e.getMessage());
      return Optional.empty();
    }
  }

  /** There is nothing else to start with: what may pass is waited for. */
  private static ConfigurationText patiently(ConfigurationSource source, Duration patience)
      throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return source.text();
      } catch (ServerTrouble e) {
        Duration pause = source.pause();
        if (!e.isPassing() || System.nanoTime() + pause.toNanos() > end) {
          throw e;
        }
        LOG.warn("{} {}; next try in {} s", source.name(), e.text(), pause.toSeconds());
        sleep(pause);
      }
    }
  }

  private static void sleep(Duration pause) throws ServerTrouble {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ServerTrouble.passing("was not waited for: interrupted");
    }
  }

  private static StartConfiguration fromCopy(ConfigurationSource source, Copy copy, String why)
      throws CommandFailure {
    ConfigurationText text =
        ConfigurationText.alone(copy.content(), source.file(), source.file().toString());
    Outcome outcome = ConfigurationFile.check(text);
    if (outcome instanceof Outcome.Valid valid) {
      return new StartConfiguration(source, text, valid, new FromCopy(why, copy.keptAt()));
    }
    throw new CommandFailure(
        ExitStatus.CONFIGURATION,
        "%s %s%nthe last known good copy is invalid too:%n%s"
            .formatted(source.name(), why, report((Outcome.Invalid) outcome)));
  }

  private static String report(Outcome.Invalid invalid) {
    return ProblemReport.text(invalid.problems()).strip();
  }

  ServerSettings settings() {
    return valid.settings();
  }

  /** What an operator should know who has asked for another application; empty if he hasn't. */
  Optional<String> strangeName() {
    return source
        .application()
        .filter(application -> !application.equals(settings().applicationName()))
        .map(
            application ->
                "%s was asked for application %s, but application-name is %s: is it the right one?"
                    .formatted(source.name(), application, settings().applicationName()));
  }
}
