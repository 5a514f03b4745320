package org.sipha.core.link;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.role.Role;
import org.sipha.core.sync.SyncState;

/** One unit on the wire between the two nodes. How it is encoded is the transport's business. */
public sealed interface Frame {

  /**
   * The first frame of each side on each socket: who am I, and may we work together (SPEC 3.7, 11).
   */
  record Hello(
      int protocolMin,
      int protocolMax,
      String productVersion,
      String pairName,
      String nodeName,
      int serverId,
      long incarnation,
      String bootId,
      String arbiterType,
      String arbiterPlace,
      String httpAddress,
      Map<String, String> unsafeSettings,
      Map<String, String> sharedSettings,
      boolean preferredPrimary,
      PeerStatus status,
      long attempt,
      Resumption resumption)
      implements Frame {
    /** Copies the maps. */
    public Hello {
      unsafeSettings = Map.copyOf(unsafeSettings);
      sharedSettings = Map.copyOf(sharedSettings);
    }
  }

  /**
   * The session that the sender of a {@link Hello} could resume.
   *
   * @param session its id, 0 if there is none
   * @param received number of the last data frame that was applied
   */
  record Resumption(long session, long received) {
    /** Nothing to resume. */
    public static final Resumption NONE = new Resumption(0, 0);
  }

  /**
   * Accepts the {@link Hello} of the other side; both sides compute the session from both Hellos
   * and must agree.
   */
  record HelloAck(int protocol, long session) implements Frame {}

  /** Refuses a {@link Hello}; the socket is closed after it. */
  record Reject(Reason reason, String text, PeerStatus status) implements Frame {
    /** Why a handshake is refused. */
    public enum Reason {
      /** No common protocol version. */
      PROTOCOL,
      /** Another pair's name, or an unknown node. */
      FOREIGN,
      /** Both configurations have the same {@code server-id}. */
      SAME_SERVER_ID,
      /**
       * Arbiter type, lock file or boot id differ: the two could both be granted. Never ask while
       * it answers.
       */
      ARBITER,
      /** Another setting that both must share differs. */
      SETTING
    }

    /**
     * Whether the two nodes can't rely on one arbiter, so that asking it proves nothing (SPEC 3.7).
     */
    public boolean makesArbiterUseless() {
      return reason == Reason.ARBITER;
    }
  }

  /**
   * Sent by the core about every 100 ms, so that it proves that the core runs and not only a
   * socket. Never queued.
   *
   * @param received like {@link Ack#received}
   * @param sentNanos the sender's monotonic clock when it sent this
   * @param echoNanos {@link #sentNanos} of the last heartbeat that the sender had heard, 0 if none:
   *     it proves to the receiver, on the receiver's own clock, how fresh this is and that both
   *     directions work
   * @param promise what the sender wants or gives; nothing while protocol 1 is spoken
   * @param wallClockMillis the sender's wall clock when it sent this, milliseconds since the
   *     beginning of 1970, UTC; null while protocol 1 is spoken, or if it doesn't know
   */
  record Heartbeat(
      long session,
      long received,
      long sentNanos,
      long echoNanos,
      PeerStatus status,
      Promise promise,
      @Nullable Long wallClockMillis)
      implements Frame {}

  /** What a {@link Heartbeat} says about a right that can't be renewed (SPEC 4, without quorum). */
  enum Promise {
    /** Nothing. */
    NONE,
    /** A primary can't renew its right, and asks for the other's promise. */
    WANTED,
    /** The sender doesn't ask the arbiter for {@code addp-timeout} from now on. */
    GIVEN
  }

  /** The sender's process ends now. */
  record Goodbye(long session) implements Frame {}

  /**
   * A message in order.
   *
   * @param number counts the data frames of this direction of the session from 1
   * @param epoch the highest epoch number that the sender knows
   */
  record Data(long session, long number, long epoch, PeerMessage message) implements Frame {}

  /** Everything up to and including {@code received} was applied. */
  record Ack(long session, long received) implements Frame {}

  /**
   * The receiver claimed to be primary in an older epoch than the sender, which is primary in
   * {@code epoch}.
   */
  record Fenced(long session, long epoch) implements Frame {}

  /**
   * What a node says about itself in each heartbeat; the latest wins.
   *
   * @param role its role
   * @param epoch the epoch in which it serves or last served in this process, 0 if never
   * @param highestEpoch the highest epoch number that it knows
   * @param calls number of calls it holds
   * @param registrations number of DNs of which it holds a registration
   * @param starting whether its self-checks are still running
   * @param stopping whether it has been told to stop
   * @param busy whether a role change is running
   * @param readyForSwitchover its verdict
   * @param readyForUpgrade its verdict
   * @param blockers why not
   * @param sync how far it is as primary, null unless it is primary
   * @param recalling whether the grid may have calls that it lacks or lacked when it last served,
   *     or what came from there isn't checked yet; false of a backup
   */
  record PeerStatus(
      Role role,
      long epoch,
      long highestEpoch,
      int calls,
      int registrations,
      boolean starting,
      boolean stopping,
      boolean busy,
      boolean readyForSwitchover,
      boolean readyForUpgrade,
      List<Blocker> blockers,
      @Nullable SyncReport sync,
      boolean recalling) {
    /** Copies the list. */
    public PeerStatus {
      blockers = List.copyOf(blockers);
    }

    /**
     * As said before a session began: what it says of synchronization and readiness means another
     * session.
     */
    PeerStatus beforeSession() {
      return new PeerStatus(
          role,
          epoch,
          highestEpoch,
          calls,
          registrations,
          starting,
          stopping,
          busy,
          false,
          readyForUpgrade,
          List.of(),
          null,
          recalling);
    }
  }

  /**
   * A primary's account of the synchronization.
   *
   * @param state where it stands
   * @param missing of the calls missing at this session's inventory, those not yet confirmed
   * @param synchronizedCalls of them, those confirmed
   * @param unsynchronized calls that hold readiness at 0 now: missing, or changed and unconfirmed
   *     for 1 s
   * @param unsynchronizedRegistrations the same of registrations
   * @param limitInForce calls synchronized at once in this session
   * @param secondsLeft estimate, -1 if unknown
   */
  record SyncReport(
      SyncState state,
      int missing,
      int synchronizedCalls,
      int unsynchronized,
      int unsynchronizedRegistrations,
      int limitInForce,
      int secondsLeft) {}
}
