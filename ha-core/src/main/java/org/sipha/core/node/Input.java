package org.sipha.core.node;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallBody;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.EndCause;
import org.sipha.core.link.Frame;
import org.sipha.core.registration.Registration;
import org.sipha.core.registration.RegistrationRecord;

/** Everything that can happen to a node. */
public sealed interface Input {

  /** Time has passed; given at the moment that {@link HaNode#wakeUpAtNanos} names, or later. */
  record Tick() implements Input {}

  // ---- the HA connection ----

  /**
   * A socket to the peer is open (with TLS: authenticated). Socket numbers are never used twice by
   * a process.
   */
  record SocketOpened(long socket, boolean dialled) implements Input {}

  /** A try to dial failed. */
  record DialFailed(String text) implements Input {}

  /**
   * A frame came. Frames of one socket come in order.
   *
   * @param more whether the next one is here already: what came is confirmed with the last
   */
  record FrameReceived(long socket, Frame frame, boolean more) implements Input {
    /** One that came alone. */
    public FrameReceived(long socket, Frame frame) {
      this(socket, frame, false);
    }
  }

  /** A socket is closed; no frame comes from it any more. */
  record SocketClosed(long socket, String text) implements Input {}

  // ---- SIP ----

  /** Something that the backup is told, and that an answer to a party may wait for. */
  sealed interface Shared extends Input {
    /**
     * Names the answer that waits until the backup has confirmed it ({@link Effect.LetGo}); 0 if
     * none does. Gates are never used twice by a process.
     */
    long gate();
  }

  /**
   * A call was set up or changed.
   *
   * @param call its latest state
   * @param kept the same in the form in which it is to be kept
   */
  record CallChanged(Call call, CallBody kept, long gate) implements Shared {
    /** A change of a call that is kept as plain values. */
    public CallChanged(Call call, long gate) {
      this(call, call, gate);
    }
  }

  /** A call ended. */
  record CallEnded(CallId id, EndCause cause, long gate) implements Shared {}

  /**
   * A DN's registration changed.
   *
   * @param registration its whole latest state
   */
  record RegistrationChanged(Registration registration, long gate) implements Shared {}

  /** The SIP service serves in that epoch. */
  record SipOpened(long epoch) implements Input {}

  /** The SIP service can't serve in that epoch. */
  record SipOpenFailed(long epoch, String text) implements Input {}

  /**
   * The SIP service has stopped taking work, and every input it caused has been given before this
   * one.
   */
  record SipHeld() implements Input {}

  /**
   * The SIP service lets a successor on this host open the same port, and sends and reads nothing
   * any more.
   */
  record SipYielded() implements Input {}

  /** The SIP service is closed: nothing is sent or read any more. */
  record SipClosed() implements Input {}

  // ---- the grid ----

  /** Both parties of a call that came from the grid have said that they have it. */
  record CallVerified(CallId id) implements Input {}

  /**
   * A message came for a call that isn't there, while {@link
   * org.sipha.core.call.CallDirectory#isAwaitingCalls}.
   */
  record CallWanted(CallId id) implements Input {}

  /**
   * A part of what the grid has, at most 200 in all; the next comes after {@link
   * Effect.GridRecallOn}.
   */
  record Recalled(List<CallRecord> calls, List<RegistrationRecord> registrations) implements Input {
    /** Copies the lists. */
    public Recalled {
      calls = List.copyOf(calls);
      registrations = List.copyOf(registrations);
    }
  }

  /**
   * The answer to {@link Effect.GridRecallOne}.
   *
   * @param call null if the grid doesn't have it, or can't be read
   */
  record RecalledOne(CallId id, @Nullable CallRecord call) implements Input {}

  /**
   * The recall is over.
   *
   * @param whole whether everything was read; if not, it has to be begun again
   * @param text why not, in words; empty if it was
   */
  record RecallEnded(boolean whole, String text) implements Input {}

  /**
   * How the grid stands.
   *
   * @param waiting changes that wait to be written
   * @param text one sentence for the operator
   */
  record GridState(State state, int waiting, String text) implements Input {
    /** Spelled in lower case by {@link #toString}. */
    public enum State {
      /** It has not been reached since this process began. */
      CONNECTING,
      /** It is reached, and not known to be equal to the table. */
      BEHIND,
      /** It is reached, and all that was to be written is. */
      CURRENT,
      /** It was reached and isn't any more, or it doesn't take what is written. */
      GONE;

      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }

  // ---- the right to serve ----

  /**
   * The arbiter grants the right.
   *
   * @param highestEpoch the highest number found there, 0 if none
   * @param untilNanos as in {@link RightRenewed}
   */
  record ArbiterGranted(long highestEpoch, long untilNanos) implements Input {}

  /**
   * The right that this node holds was renewed.
   *
   * @param untilNanos the moment of the monotonic clock at which it ends if it isn't renewed again,
   *     earlier than that at the arbiter: the renewal was sent a lease less {@link
   *     org.sipha.core.port.LeaseSettings#margin} before. {@link
   *     org.sipha.core.port.Arbiter#WITHOUT_END} if it doesn't end.
   */
  record RightRenewed(long untilNanos) implements Input {}

  /** The arbiter doesn't grant the right now. */
  record ArbiterDenied(String text) implements Input {}

  /** The right that this node held is gone before its end: somebody took or removed it. */
  record ArbiterLost(String text) implements Input {}

  /** The right has been given up. */
  record ArbiterReleased() implements Input {}

  /** The epoch is on disk. */
  record EpochPersisted(long epoch) implements Input {}

  /** The epoch could not be written. */
  record EpochNotPersisted(long epoch, String text) implements Input {}

  /** The script that takes the service address has ended. */
  record AddressUpEnded(boolean ok, String text) implements Input {}

  /** The script that gives the service address back has ended. */
  record AddressDownEnded(boolean ok, String text) implements Input {}

  // ---- operation ----

  /**
   * The wall clock of this host was read; given before the first tick and about every second.
   *
   * @param millis since the beginning of 1970, UTC
   * @param atNanos the monotonic clock at that moment
   */
  record WallClockRead(long millis, long atNanos) implements Input {
    /** By how much the wall clock has moved more than the monotonic one, which are at that now. */
    public long millisAhead(long wallMillis, long nanos) {
      return wallMillis - millis - (nanos - atNanos) / Nanos.MILLI;
    }
  }

  /** A self-check passed; see {@link NodeSettings#selfChecks}. */
  record SelfCheckPassed(String name) implements Input {}

  /** A self-check failed; the node goes on trying and says so. */
  record SelfCheckFailed(String name, String text) implements Input {}

  /**
   * An operator or VIP manager commands; answered by one {@link Effect.Reply} with the same number.
   */
  record Command(long number, Kind kind, boolean force) implements Input {
    /** What is commanded (SPEC 4). */
    public enum Kind {
      /** The other node becomes primary. */
      SWITCHOVER,
      /** This node becomes primary. */
      PROMOTE,
      /** This node stops being primary. */
      DEMOTE,
      /**
       * This node, the primary, compares all calls with the backup's by id and version (SPEC 3).
       */
      COMPARE
    }
  }

  /**
   * Somebody wants the calls that hold readiness at 0; answered by one {@link
   * Effect.BlockingCalls}.
   */
  record ListBlockingCalls(long query, @Nullable CallId after, int limit) implements Input {}

  /**
   * {@code ha-max-calls-sync-at-once} was configured anew; in force from the next establishment.
   */
  record LimitConfigured(int calls) implements Input {}

  /** {@link NodeSettings#sharedSettings} were configured anew; both nodes compare them at once. */
  record SharedSettingsConfigured(Map<String, String> hashes) implements Input {
    /** Copies the map. */
    public SharedSettingsConfigured {
      hashes = Map.copyOf(hashes);
    }
  }

  /** The process has been told to end: hand over, say goodbye, then {@link Effect.Stopped}. */
  record Stop() implements Input {}
}
