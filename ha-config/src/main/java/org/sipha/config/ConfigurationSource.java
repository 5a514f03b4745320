package org.sipha.config;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where a server's configuration comes from. One thread at a time. */
public interface ConfigurationSource {
  /** As people name it. */
  String name();

  /** Where it is kept on this host: relative paths in it start at the directory of that file. */
  Path file();

  /**
   * The configuration as it is now; may take some seconds.
   *
   * @throws ServerTrouble if its configuration server doesn't give it now; that says nothing about
   *     the configuration
   * @throws IOException if it can't be had; the message says to people why, and what to do
   */
  ConfigurationText text() throws IOException;

  /** The application for which a configuration server was asked; empty if the source is a file. */
  default Optional<String> application() {
    return Optional.empty();
  }

  /** How long to wait after a look at the text before the next one. */
  default Duration pause() {
    return Duration.ofSeconds(1);
  }

  /**
   * Where the last text that was accepted is kept, so that a server can start without its
   * configuration server; empty if the source is a file of this host.
   */
  default Optional<LastKnownGood> lastKnownGood() {
    return Optional.empty();
  }

  /** A file. */
  static ConfigurationSource of(Path file) {
    return new ConfigurationSource() {
      @Override
      public String name() {
        return file.toString();
      }

      @Override
      public Path file() {
        return file;
      }

      @Override
      public ConfigurationText text() throws IOException {
        return ConfigurationText.read(file);
      }
    };
  }
}
