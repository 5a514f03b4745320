package org.sipha.core.port;

import java.util.List;

/**
 * Where the grid is and what this server is called there. Checked by the configuration before.
 *
 * @param pairName {@code pair-name}: keeps the pairs that share a grid apart
 * @param serverName {@code application-name}, for the grid's own log
 * @param clusterName name of the cluster that the members form
 * @param members {@code host:port} of members; one that answers is enough
 */
public record GridSettings(
    String pairName, String serverName, String clusterName, List<String> members) {
  /** Copies the list. */
  public GridSettings {
    members = List.copyOf(members);
  }
}
