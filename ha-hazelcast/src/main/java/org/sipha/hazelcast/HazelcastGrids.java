package org.sipha.hazelcast;

import org.sipha.core.call.CallDirectory;
import org.sipha.core.port.GridCodec;
import org.sipha.core.port.GridSettings;
import org.sipha.core.port.Grids;
import org.sipha.core.port.Inputs;
import org.sipha.core.registration.RegistrationDirectory;

/** Opens {@link HazelcastGrid}; found by {@link java.util.ServiceLoader}. */
public final class HazelcastGrids implements Grids {
  @Override
  public Opened open(
      GridSettings settings,
      GridCodec codec,
      CallDirectory calls,
      RegistrationDirectory registrations,
      Inputs inputs) {
    HazelcastLog.toSlf4j();
    return HazelcastGrid.open(settings, new Table(calls, registrations, codec), inputs);
  }
}
