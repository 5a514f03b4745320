package org.sipha.core.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallTable;
import org.sipha.core.grid.Recall;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Reject;
import org.sipha.core.link.Frame.SyncReport;
import org.sipha.core.link.Link;
import org.sipha.core.link.Session;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.readiness.Facts;
import org.sipha.core.readiness.Readiness;
import org.sipha.core.readiness.ReadinessRules;
import org.sipha.core.role.Role;
import org.sipha.core.role.RoleMachine;
import org.sipha.core.sync.Sync;
import org.sipha.core.sync.SyncState;

/**
 * Looks at the machines of a node and says what they are: to operators, to the peer, and to the
 * rule of SPEC 2.
 */
final class Viewer {
  private static final long REAL_SETTLING = 60 * Nanos.SECOND;

  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final RoleMachine role;
  private final Sync sync;
  private final CallTable calls;
  private final Recall recall;

  Viewer(
      NodeSettings settings,
      Turn turn,
      Link link,
      RoleMachine role,
      Sync sync,
      CallTable calls,
      Recall recall) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.role = role;
    this.sync = sync;
    this.calls = calls;
    this.recall = recall;
  }

  Readiness readiness() {
    boolean primary = role.role() == Role.PRIMARY;
    SyncReport report = report();
    int multisite = sync.multisiteBefore().size();
    return ReadinessRules.judge(
        new Facts(
            role.role(),
            role.isStarting() ? role.pendingSelfChecks() : Optional.empty(),
            role.isHandoverUnconfirmed(),
            link.state(),
            turn.since(link.stateSince()),
            link.contact().hello() != null,
            link.session().map(s -> turn.since(s.establishedNanos())).orElse(0L),
            settings.settling().toNanos(),
            report != null
                && (report.state() == SyncState.RUNNING || report.state() == SyncState.DONE),
            report == null ? 0 : report.unsynchronized(),
            report == null ? 0 : report.unsynchronizedRegistrations(),
            primary ? calls.size() - multisite : role.peer().map(PeerStatus::calls).orElse(0),
            // What only waits for a late confirmation has no estimate.
            report == null || report.missing() == 0 ? -1 : report.secondsLeft(),
            multisite,
            sync.oldestMultisiteBefore(),
            role.heldBySilentPeer()));
  }

  /** The primary's account, wherever this node stands; null if there is none in this session. */
  private @Nullable SyncReport report() {
    if (role.role() == Role.PRIMARY) {
      return sync.report();
    }
    return link.session().isPresent() ? role.peer().map(PeerStatus::sync).orElse(null) : null;
  }

  PeerStatus ownStatus() {
    Readiness readiness = readiness();
    return new PeerStatus(
        role.role(),
        role.servedEpoch(),
        role.highestEpoch(),
        calls.size(),
        sync.registrations().size(),
        role.isStarting() && role.pendingSelfChecks().isPresent(),
        role.isStopping(),
        role.isBusy(),
        readiness.forSwitchover(),
        readiness.forUpgrade(),
        readiness.blockers(),
        role.role() == Role.PRIMARY ? sync.report() : null,
        // Also when it has handed over: the other one asks as it begins to serve.
        role.role() != Role.BACKUP && recall.isUnderWay());
  }

  NodeView view(long lastTick, Collection<DoubleFailure> doubleFailures, long doubleFailureCount) {
    return new NodeView(
        lastTick,
        lastTick + settings.addpTimeout().toNanos(),
        link.believedUntil(),
        settings.nodeName(),
        settings.serverId(),
        settings.productVersion(),
        role.role(),
        role.roleSince(),
        role.phaseName(),
        role.servedEpoch(),
        role.isServing() && !role.isInDoubt(),
        role.isInDoubt(),
        role.isBusy(),
        role.isStarting(),
        role.allSelfChecks(),
        readiness(),
        connection(),
        link.session().isPresent() ? role.peer().orElse(null) : null,
        synchronization(),
        calls.size(),
        sync.created(),
        sync.multisiteCalls(),
        new NodeView.Counts(
            sync.replicationDelay(),
            link.sessionsEstablished(),
            role.roleChanges(),
            doubleFailureCount),
        sync.unprotectedAnswers(),
        sync.unprotectedCalls(),
        List.copyOf(doubleFailures),
        settings.settling().toNanos() != REAL_SETTLING,
        recall.view());
  }

  private NodeView.Connection connection() {
    Hello peer = link.contact().hello();
    Reject refusal = link.contact().refusal();
    Optional<Session> session = link.session();
    OptionalLong difference = link.clockDifferenceMillis();
    return new NodeView.Connection(
        link.state(),
        link.stateSince(),
        session.map(Session::id).orElse(0L),
        session.map(Session::establishedNanos).orElse(0L),
        peer == null ? null : peer.nodeName(),
        peer == null ? null : peer.httpAddress(),
        peer == null ? null : peer.productVersion(),
        session.map(Session::protocol).orElse(0),
        difference.isPresent() ? difference.getAsLong() : null,
        refusal == null ? null : new NodeView.Refusal(refusal.reason(), refusal.text()),
        link.contact().settingsThatDiffer(),
        link.state() == ConnectionState.ESTABLISHED ? null : link.lastTrouble(),
        link.retries(),
        session.map(Session::outstandingCount).orElse(0));
  }

  private NodeView.Synchronization synchronization() {
    SyncReport report = report();
    if (report == null) {
      return new NodeView.Synchronization(
          SyncState.DOWN, 0, 0, sync.limitInForce(), sync.limitConfigured(), -1, List.of());
    }
    return new NodeView.Synchronization(
        report.state(),
        report.missing(),
        report.synchronizedCalls(),
        report.limitInForce(),
        sync.limitConfigured(),
        report.secondsLeft(),
        sync.batches());
  }

  BlockingCallsPage blockingCalls(@Nullable CallId after, int limit) {
    TreeMap<CallId, BlockerCode> blocking = new TreeMap<>();
    if (role.role() == Role.PRIMARY) {
      sync.missing().forEach(id -> blocking.put(id, BlockerCode.CALLS_UNSYNCHRONIZED));
      sync.multisiteBefore()
          .forEach(id -> blocking.put(id, BlockerCode.MULTISITE_CALLS_BEFORE_CONNECTION));
    } else {
      sync.announcedMissing().forEach(id -> blocking.put(id, BlockerCode.CALLS_UNSYNCHRONIZED));
    }
    List<BlockingCallsPage.Item> page = new ArrayList<>();
    (after == null ? blocking : blocking.tailMap(after, false))
        .forEach(
            (id, reason) -> {
              if (page.size() < limit) {
                page.add(new BlockingCallsPage.Item(id, reason));
              }
            });
    return new BlockingCallsPage(blocking.size(), page);
  }
}
