package org.sipha.core.port;

import org.sipha.core.call.CallDirectory;
import org.sipha.core.registration.RegistrationDirectory;

/**
 * Opens the way to a grid. An optional jar names its implementation for {@link
 * java.util.ServiceLoader}.
 */
public interface Grids {
  /** A grid that can also be closed: then it writes nothing more, and ends its threads. */
  interface Opened extends Grid, AutoCloseable {
    @Override
    void close();
  }

  /**
   * Begins to connect and returns at once: a grid that isn't there is no failure, it is told by
   * {@code GridState}.
   *
   * @param calls the node's table, with which the map is compared; read on any thread
   * @param registrations the same for registrations
   * @param inputs where it tells what happens
   */
  Opened open(
      GridSettings settings,
      GridCodec codec,
      CallDirectory calls,
      RegistrationDirectory registrations,
      Inputs inputs);
}
