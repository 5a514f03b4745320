package org.sipha.core.port;

import java.io.IOException;

/**
 * Starts members of a grid. An optional jar names its implementation for {@link
 * java.util.ServiceLoader}.
 */
public interface GridMembers {
  /** A running member; closing it hands over what it holds to the others, as far as that goes. */
  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Starts a member in this process and waits until it has found the others or has begun to wait
   * for them.
   *
   * @throws IOException if the port can't be opened; its message says why
   */
  Running start(GridMemberSettings settings) throws IOException;
}
