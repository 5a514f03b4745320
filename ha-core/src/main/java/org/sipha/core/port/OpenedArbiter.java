package org.sipha.core.port;

/** An arbiter as who opened it sees it: it has to be closed. */
public interface OpenedArbiter extends Arbiter, AutoCloseable {
  /** Gives the right up and everything else; nothing is answered any more. */
  @Override
  void close();
}
