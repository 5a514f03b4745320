package org.sipha.it.agent;

/** What a telephone sends and receives by. */
interface Port extends AutoCloseable {
  /** Begins to hand over what comes. */
  void start();

  /** Sends a message to the service; it may get lost. */
  void send(String message);

  @Override
  void close();
}
