package org.sipha.core.port;

import java.util.List;

/**
 * What a member of a grid must know.
 *
 * @param clusterName name of the cluster; members of another one are strangers
 * @param host address at which it listens, one of this host's
 * @param port port at which it listens
 * @param members {@code host:port} of all members, itself among them: more than half of them must
 *     be together before anything can be written
 */
public record GridMemberSettings(String clusterName, String host, int port, List<String> members) {
  /** Copies the list. */
  public GridMemberSettings {
    members = List.copyOf(members);
  }

  /** How many members must be together before anything can be written. */
  public int majority() {
    return members.size() / 2 + 1;
  }
}
