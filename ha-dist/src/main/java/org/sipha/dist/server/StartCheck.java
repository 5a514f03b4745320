package org.sipha.dist.server;

import java.util.Optional;

/** One of the checks that a starting server must pass before it becomes backup (SPEC 2). */
interface StartCheck {
  /** For operators and programs, stable. */
  String name();

  /**
   * Checks, on a thread of its own; may take its time.
   *
   * @return why it failed and what to do, in words; empty if it passed
   */
  Optional<String> trouble();
}
