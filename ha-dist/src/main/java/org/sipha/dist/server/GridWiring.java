package org.sipha.dist.server;

import org.jspecify.annotations.Nullable;
import org.sipha.config.ServerSettings;
import org.sipha.config.type.HostPort;
import org.sipha.core.call.CallCodec;
import org.sipha.core.node.HaNode;
import org.sipha.core.port.GridSettings;
import org.sipha.core.port.Grids;
import org.sipha.core.port.Inputs;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.OptionalJars;
import org.sipha.transport.ProtobufGridCodec;

/** The grid beyond the pair. */
final class GridWiring {
  private GridWiring() {}

  /**
   * Begins to connect to the grid that the configuration names. Null if it names none: then nothing
   * of the optional jars is loaded.
   *
   * @throws CommandFailure if the jars aren't there
   */
  static Grids.@Nullable Opened open(
      ServerSettings settings, HaNode node, CallCodec codec, Inputs inputs) throws CommandFailure {
    ServerSettings.Grid grid = settings.grid();
    if (grid == null) {
      return null;
    }
    return OptionalJars.ofThisProgram()
        .load("hazelcast", Grids.class, "[hazelcast] members")
        .open(
            new GridSettings(
                settings.backupSync().pairName(),
                settings.applicationName(),
                grid.clusterName(),
                grid.members().stream().map(HostPort::toString).toList()),
            new ProtobufGridCodec(codec),
            node.calls(),
            node.registrations(),
            inputs);
  }
}
