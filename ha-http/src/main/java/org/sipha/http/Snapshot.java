package org.sipha.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;

/**
 * All that one page is rendered from.
 *
 * @param view the node, as it may be believed at this moment
 * @param moment when
 * @param sip what the SIP side counts
 * @param link what went over the HA connection
 * @param process the process
 * @param configuration what is configured
 * @param certificates which the server uses
 * @param unprotectedFor see {@link NodeAccess#unprotectedFor}
 */
record Snapshot(
    NodeView view,
    Moment moment,
    SipFigures sip,
    LinkFigures link,
    ProcessMeter.Figures process,
    ConfigurationState configuration,
    List<CertificateState> certificates,
    Optional<Duration> unprotectedFor) {

  /**
   * Whether a node can do its role's work: a primary serves SIP, a backup has the HA connection
   * (SPEC 7).
   */
  static boolean doesItsWork(NodeView view) {
    return switch (view.role()) {
      case PRIMARY -> view.serving();
      case BACKUP -> isConnected(view);
      case NONE -> false;
    };
  }

  /** Whether a session of the HA connection is open; a suspect one still is. */
  static boolean isConnected(NodeView view) {
    return view.connection().state() != ConnectionState.DOWN;
  }

  /** Whether the core behind a view runs. */
  static boolean isFresh(NodeView view) {
    return view.readiness().blockers().stream().noneMatch(b -> b.code() == BlockerCode.VIEW_STALE);
  }

  /** What keeps a node from an upgrade: nothing if it is ready, else what it has to wait for. */
  static List<Blocker> upgradeBlockers(NodeView view) {
    return view.readiness().forUpgrade() ? List.of() : view.readiness().blockers();
  }
}
