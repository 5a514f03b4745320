package org.sipha.config;

import java.io.IOException;
import java.nio.file.Path;

/** Where a server's configuration comes from. One thread at a time. */
public interface ConfigurationSource {
  /** As people name it. */
  String name();

  /** Where it is kept on this host: relative paths in it start at the directory of that file. */
  Path file();

  /**
   * The configuration as it is now; may take some seconds.
   *
   * @throws IOException if it can't be had; the message says to people why, and what to do
   */
  byte[] content() throws IOException;

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
      public byte[] content() throws IOException {
        return ConfigurationFile.content(file);
      }
    };
  }
}
