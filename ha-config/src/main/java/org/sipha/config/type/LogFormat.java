package org.sipha.config.type;

/** How a line of the log is written. */
public enum LogFormat {
  /** For people. */
  PLAIN,
  /** A JSON object for programs. */
  JSON
}
