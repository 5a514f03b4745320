package org.sipha.core.node;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.grid.GridView;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Reject;
import org.sipha.core.link.Retries;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.readiness.Readiness;
import org.sipha.core.role.Role;
import org.sipha.core.role.SelfCheck;
import org.sipha.core.sync.Batch;
import org.sipha.core.sync.SyncState;

/**
 * A node's state at a moment, immutable, for everybody outside its loop. All times are nanoseconds
 * of the node's monotonic clock. Readers ask {@link #asOf} first: a view can't be believed for
 * ever.
 *
 * @param atNanos when the core last ticked
 * @param believedUntilNanos after that the view is stale
 * @param peerBelievedUntilNanos after that a 1 for switchover isn't to be believed either
 * @param nodeName {@code application-name}
 * @param serverId {@code server-id}
 * @param productVersion of this node
 * @param role see {@link Role}
 * @param roleSinceNanos since when
 * @param phase the role machine's state in a word or two, for the status and the log
 * @param epoch the epoch in which this node serves or last served, 0 if never
 * @param serving whether SIP is being served
 * @param inDoubt whether this primary stood still and doesn't know yet whether it was replaced: it
 *     serves nobody until it does
 * @param busy whether a role change is running
 * @param starting whether self-checks are running
 * @param selfChecks how each check of the start stands, in the order of their names
 * @param readiness the verdict
 * @param connection the HA connection
 * @param peer what the peer last said of itself in this session, null without one
 * @param synchronization how far it is
 * @param calls number of calls held
 * @param callsCreated calls set up by this process
 * @param multisiteCalls multisite calls held
 * @param counts what else has been counted since the start
 * @param unprotectedAnswers answers that went on without the backup's confirmation
 * @param unprotectedCalls the calls of the last of them, newest last, at most 100
 * @param doubleFailures the last double failures, newest last
 * @param labSettling whether the 60 s were replaced for a test
 * @param grid the copy beyond the pair, null without one
 */
public record NodeView(
    long atNanos,
    long believedUntilNanos,
    long peerBelievedUntilNanos,
    String nodeName,
    int serverId,
    String productVersion,
    Role role,
    long roleSinceNanos,
    String phase,
    long epoch,
    boolean serving,
    boolean inDoubt,
    boolean busy,
    boolean starting,
    List<SelfCheck> selfChecks,
    Readiness readiness,
    Connection connection,
    @Nullable PeerStatus peer,
    Synchronization synchronization,
    int calls,
    long callsCreated,
    int multisiteCalls,
    Counts counts,
    long unprotectedAnswers,
    List<CallId> unprotectedCalls,
    List<DoubleFailure> doubleFailures,
    boolean labSettling,
    @Nullable GridView grid) {

  /** Copies the lists. */
  public NodeView {
    selfChecks = List.copyOf(selfChecks);
    unprotectedCalls = List.copyOf(unprotectedCalls);
    doubleFailures = List.copyOf(doubleFailures);
  }

  /**
   * This view as it may be believed at {@code nowNanos} (DESIGN, the core is a function): of a node
   * that was frozen or hangs it says no role and 0 with {@code view-stale}; of one that hasn't
   * heard its peer, 0 for switchover.
   */
  public NodeView asOf(long nowNanos) {
    if (isStaleAt(nowNanos)) {
      long seconds = (nowNanos - atNanos) / 1_000_000_000L;
      Blocker stale =
          new Blocker(BlockerCode.VIEW_STALE, "the node has not ticked for " + seconds + " s");
      return with(Role.NONE, false, new Readiness(false, false, List.of(stale), List.of()));
    }
    if (readiness.forSwitchover() && nowNanos - peerBelievedUntilNanos > 0) {
      Blocker silent =
          new Blocker(
              BlockerCode.HA_CONNECTION_SUSPECT, "no heartbeat of the peer since the last tick");
      return with(
          role,
          serving,
          new Readiness(false, readiness.forUpgrade(), List.of(silent), readiness.notes()));
    }
    return this;
  }

  /**
   * Whether SIP may be answered at {@code nowNanos}: not by a process that stood still, before its
   * core knows what that means. Whether there is anything to answer isn't asked here.
   */
  public boolean maySpeak(long nowNanos) {
    return !inDoubt && !isStaleAt(nowNanos);
  }

  /** Whether the node should have ticked since, and hasn't: it was frozen or hangs. */
  public boolean isStaleAt(long nowNanos) {
    return nowNanos - believedUntilNanos > 0;
  }

  private NodeView with(Role otherRole, boolean otherServing, Readiness otherReadiness) {
    return new NodeView(
        atNanos,
        believedUntilNanos,
        peerBelievedUntilNanos,
        nodeName,
        serverId,
        productVersion,
        otherRole,
        roleSinceNanos,
        phase,
        epoch,
        otherServing,
        inDoubt,
        busy,
        starting,
        selfChecks,
        otherReadiness,
        connection,
        peer,
        synchronization,
        calls,
        callsCreated,
        multisiteCalls,
        counts,
        unprotectedAnswers,
        unprotectedCalls,
        doubleFailures,
        labSettling,
        grid);
  }

  /**
   * The HA connection.
   *
   * @param sinceNanos when this state began
   * @param session id of the session, 0 without one
   * @param establishedNanos when the session was established, 0 without one
   * @param peerName name of the peer, null until it has been heard once
   * @param peerHttpAddress where its pages are, null until it has been heard once
   * @param peerProductVersion its version, null until it has been heard once
   * @param protocol version of the protocol that is spoken, 0 without a session
   * @param clockDifferenceMillis by which the peer's wall clock is ahead of this node's, null while
   *     that isn't known: without a session, at its begin, and with protocol 1
   * @param refusal why the last handshake was refused, null if it wasn't
   * @param settingsThatDiffer names of shared settings that differ
   * @param lastTrouble why the last session or dial ended, null if none did or it is established
   * @param retries how it goes with the tries for a connection
   * @param outstandingFrames sent and not yet confirmed
   */
  public record Connection(
      ConnectionState state,
      long sinceNanos,
      long session,
      long establishedNanos,
      @Nullable String peerName,
      @Nullable String peerHttpAddress,
      @Nullable String peerProductVersion,
      int protocol,
      @Nullable Long clockDifferenceMillis,
      @Nullable Refusal refusal,
      List<String> settingsThatDiffer,
      @Nullable String lastTrouble,
      Retries retries,
      int outstandingFrames) {
    /** Copies the list. */
    public Connection {
      settingsThatDiffer = List.copyOf(settingsThatDiffer);
    }
  }

  /**
   * Why a handshake was refused, by either node.
   *
   * @param text one sentence for the operator
   */
  public record Refusal(Reject.Reason reason, String text) {}

  /** State of the HA connection; spelled in lower case by {@link #toString}. */
  public enum ConnectionState {
    /** A session is open and the peer is heard. */
    ESTABLISHED,
    /** A session is open, but its socket was lost or the peer is silent. */
    SUSPECT,
    /** There is no session. */
    DOWN;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * The synchronization, seen from either node.
   *
   * @param missing of the calls missing at this session's inventory, those not yet confirmed
   * @param synchronizedCalls of them, those confirmed
   * @param limitInForce calls synchronized at once in this session
   * @param limitConfigured what the configuration says now
   * @param secondsLeft estimate, -1 if unknown
   * @param batches the last batches of this session, oldest first
   */
  public record Synchronization(
      SyncState state,
      int missing,
      int synchronizedCalls,
      int limitInForce,
      int limitConfigured,
      int secondsLeft,
      List<Batch> batches) {
    /** Copies the list. */
    public Synchronization {
      batches = List.copyOf(batches);
    }
  }

  /**
   * What a process has counted since its start, beside calls and answers.
   *
   * @param replicationDelay from each change of a call until the backup confirmed it
   * @param sessionsEstablished sessions of the HA connection; a resumed one counts once
   * @param roleChanges how often the role has changed
   * @param doubleFailures all that have happened, also those that are no longer shown
   */
  public record Counts(
      Delays replicationDelay, long sessionsEstablished, long roleChanges, long doubleFailures) {}

  /**
   * Calls that could not be carried (SPEC 2).
   *
   * @param atNanos when
   * @param cause in a sentence
   * @param lostKnown ids, as far as this node had been told, at most 1,000
   * @param lostCount how many are known to be lost, -1 if even that is unknown
   */
  public record DoubleFailure(long atNanos, String cause, List<CallId> lostKnown, int lostCount) {
    /** Copies the list. */
    public DoubleFailure {
      lostKnown = List.copyOf(lostKnown);
    }
  }
}
