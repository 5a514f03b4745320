package org.sipha.http;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.Connection;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.Readiness;
import org.sipha.core.role.Role;

/**
 * Both nodes, as one of them knows them: itself as it is, the other as it last said of itself.
 *
 * @param own the node that is asked
 * @param other its peer
 * @param connection the HA connection between them
 */
record PairSeen(NodeSeen own, NodeSeen other, ConnectionState connection) {

  /**
   * One node.
   *
   * @param name {@code application-name}; of a peer that was never heard, words for it
   * @param own whether it is the node that is asked
   * @param heard whether the rest is known: false for a peer without a session
   * @param state its role in a word, or that it starts, stops or isn't heard
   * @param version null if it is not known
   */
  record NodeSeen(
      String name,
      boolean own,
      boolean heard,
      Role role,
      String state,
      @Nullable String version,
      long epoch,
      int calls,
      boolean forSwitchover,
      boolean forUpgrade,
      List<Blocker> blockers) {
    /** Copies the list. */
    NodeSeen {
      blockers = List.copyOf(blockers);
    }
  }

  static PairSeen of(NodeView view) {
    Readiness readiness = view.readiness();
    NodeSeen own =
        new NodeSeen(
            view.nodeName(),
            true,
            true,
            view.role(),
            view.starting() ? "starting" : view.role().toString(),
            view.productVersion(),
            view.epoch(),
            view.calls(),
            readiness.forSwitchover(),
            readiness.forUpgrade(),
            readiness.blockers());
    return new PairSeen(own, other(view.connection(), view.peer()), view.connection().state());
  }

  private static NodeSeen other(Connection connection, @Nullable PeerStatus peer) {
    String name = connection.peerName() == null ? "the other server" : connection.peerName();
    String version = connection.peerProductVersion();
    if (peer == null) {
      return new NodeSeen(
          name, false, false, Role.NONE, "not heard", version, 0, 0, false, false, List.of());
    }
    return new NodeSeen(
        name,
        false,
        true,
        peer.role(),
        peer.starting() ? "starting" : peer.stopping() ? "stopping" : peer.role().toString(),
        version,
        peer.epoch(),
        peer.calls(),
        peer.readyForSwitchover(),
        peer.readyForUpgrade(),
        peer.blockers());
  }

  /** Both in an order that is the same on either node's page. */
  List<NodeSeen> inOrder() {
    return nodes().sorted(Comparator.comparing(NodeSeen::name)).toList();
  }

  Optional<NodeSeen> primary() {
    return withRole(Role.PRIMARY);
  }

  Optional<NodeSeen> backup() {
    return withRole(Role.BACKUP);
  }

  /** Whether a switchover asked for now would be begun without force. */
  boolean isSwitchoverSafe() {
    return connection == ConnectionState.ESTABLISHED
        && primary().isPresent()
        && backup().isPresent()
        && nodes().allMatch(NodeSeen::forSwitchover);
  }

  /** Whether one asked for now could be begun at all, by force if need be. */
  boolean isSwitchoverPossible() {
    return connection == ConnectionState.ESTABLISHED
        && primary().isPresent()
        && backup().filter(node -> !node.state.equals("stopping")).isPresent();
  }

  private Optional<NodeSeen> withRole(Role role) {
    return nodes().filter(node -> node.role == role).findFirst();
  }

  private Stream<NodeSeen> nodes() {
    return Stream.of(own, other);
  }
}
