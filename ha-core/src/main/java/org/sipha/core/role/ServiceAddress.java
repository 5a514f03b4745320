package org.sipha.core.role;

import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Link;
import org.sipha.core.node.Effect.AddressDown;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.Turn;

/**
 * Whether the service address may have been left on this host by a crash of an earlier process:
 * then the down script runs before this node becomes backup or asks for the right (SPEC 4, SIP
 * address).
 */
final class ServiceAddress {
  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final RoleMachine role;
  private boolean cleared;
  private boolean clearing;

  ServiceAddress(NodeSettings settings, Turn turn, Link link, RoleMachine role) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.role = role;
    this.cleared = !settings.addressScripts();
  }

  /** Whether the script is running because of {@link #isCleared}. */
  boolean isClearing() {
    return clearing;
  }

  /** This node has the address now. */
  void taken() {
    cleared = !settings.addressScripts();
  }

  /** Whether the address can't be here; runs the down script if that isn't known. */
  boolean isCleared() {
    if (cleared || belongsToPeerOnThisHost()) {
      return true;
    }
    if (!clearing) {
      clearing = true;
      turn.want(new AddressDown());
    }
    return false;
  }

  /** On the primary's own host the address is the primary's, and stays. */
  private boolean belongsToPeerOnThisHost() {
    PeerStatus peer = role.peer().orElse(null);
    return peer != null
        && (peer.role() == Role.PRIMARY || peer.busy())
        && link.session().map(s -> s.peer().bootId().equals(settings.bootId())).orElse(false);
  }

  /** The down script has ended; true if it ran because of {@link #isCleared}. */
  boolean downEnded() {
    boolean was = clearing;
    cleared = true;
    clearing = false;
    return was;
  }
}
