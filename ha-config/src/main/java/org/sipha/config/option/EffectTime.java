package org.sipha.config.option;

/** When a changed value takes effect (SPEC 6). */
public enum EffectTime {
  /** As soon as the server has read it. */
  IMMEDIATELY("immediately"),
  /** The server must be started again. */
  AFTER_RESTART("after restart"),
  /** The value that is configured when a session is established is in force until the next one. */
  WHEN_CONNECTION_ESTABLISHED("when the HA connection is established");

  private final String text;

  EffectTime(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
