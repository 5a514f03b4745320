package org.sipha.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallTable;
import org.sipha.core.event.Timeline;
import org.sipha.core.grid.GridView;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Retries;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.DelayCounter;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.Connection;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.core.node.NodeView.Refusal;
import org.sipha.core.node.NodeView.Synchronization;
import org.sipha.core.port.Arbiter;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.readiness.Readiness;
import org.sipha.core.role.RightState;
import org.sipha.core.role.Role;
import org.sipha.core.role.SelfCheck;
import org.sipha.core.sync.Batch;
import org.sipha.core.sync.SyncState;

/**
 * A node that is whatever a test says, at a time that a test says. As made it is a primary that is
 * ready for a switchover.
 */
final class Node implements NodeAccess {
  static final long SECOND = 1_000_000_000L;

  /** The node's monotonic clock stands at 1,000 s, the wall clock at noon. */
  private final AtomicLong nowNanos = new AtomicLong(1_000 * SECOND);

  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  volatile Duration wallClockError = Duration.ZERO;
  volatile boolean hasSpoken = true;
  volatile String name = "sips-a";
  volatile Role role = Role.PRIMARY;
  volatile boolean serving = true;
  volatile boolean starting;
  volatile Readiness readiness = new Readiness(true, false, List.of(), List.of());
  volatile ConnectionState connection = ConnectionState.ESTABLISHED;
  volatile @Nullable Refusal refusal;
  volatile List<SelfCheck> selfChecks = List.of(new SelfCheck("clock", SelfCheck.State.PASSED, ""));
  volatile NodeView.Right right = new NodeView.Right(RightState.HELD, Arbiter.WITHOUT_END, null);
  volatile String peerHttpAddress = "127.0.0.1:8081";
  volatile @Nullable PeerStatus peer =
      new PeerStatus(
          Role.BACKUP, 3, 7, 3, 0, false, false, false, true, true, List.of(), null, false);
  volatile Synchronization synchronization =
      new Synchronization(SyncState.DONE, 0, 0, 500, 500, 0, List.of());
  volatile List<DoubleFailure> doubleFailures = List.of();
  volatile List<SipFigures.Trunk> trunks = List.of();
  volatile @Nullable Long secondsWithoutTraffic = 7L;
  volatile @Nullable GridView grid;
  volatile CompletionStage<CommandResult> answer = new CompletableFuture<>();
  volatile CompletionStage<BlockingCallsPage> blocking = new CompletableFuture<>();
  volatile CallCodec codec = new NoCodec();
  final CallTable calls = new CallTable();
  volatile Optional<Duration> unprotectedFor = Optional.empty();
  final Timeline events = new Timeline(() -> now().wall());
  final DelayCounter replicationDelay = new DelayCounter();
  final DelayCounter queueing = new DelayCounter();
  final NoMessages sipLog = new NoMessages();
  volatile List<CertificateState> certificates = List.of();
  final FixedConfiguration configuration = new FixedConfiguration();
  final CountDownLatch commandTaken = new CountDownLatch(1);
  final AtomicInteger looks = new AtomicInteger();
  final List<String> commands = new ArrayList<>();
  final List<String> questions = new ArrayList<>();

  private static final class NoCodec implements CallCodec {
    @Override
    public byte[] encode(org.sipha.core.call.Call call) {
      throw new IllegalArgumentException("not encoded here");
    }

    @Override
    public org.sipha.core.call.Call decode(byte[] bytes) {
      throw new IllegalArgumentException("not readable");
    }
  }

  /** A message log that keeps one ladder, if any. */
  static final class NoMessages implements SipLog {
    volatile boolean on;
    volatile @Nullable String ladder;

    @Override
    public boolean isOn() {
      return on;
    }

    @Override
    public void switchTo(boolean nowOn) {
      on = nowOn;
    }

    @Override
    public Optional<String> ladder(CallId call) {
      return Optional.ofNullable(ladder);
    }
  }

  /** A configuration that is as a test says. */
  static final class FixedConfiguration implements ConfigurationAccess {
    volatile ConfigurationState state =
        new ConfigurationState("sips-a.ini", NOON, List.of(), List.of(), null, null);
    volatile int reloads;

    @Override
    public ConfigurationState state() {
      return state;
    }

    @Override
    public CompletionStage<ConfigurationState> reload() {
      reloads++;
      return CompletableFuture.completedStage(state);
    }
  }

  /** Makes it a backup that waits for its primary's calls. */
  void isBackupBlockedBy(Blocker... blockers) {
    role = Role.BACKUP;
    serving = false;
    name = "sips-b";
    readiness = new Readiness(false, true, List.of(blockers), List.of());
    peer =
        new PeerStatus(
            Role.PRIMARY,
            7,
            7,
            30_000,
            0,
            false,
            false,
            false,
            false,
            false,
            List.of(blockers),
            null,
            false);
    synchronization =
        new Synchronization(
            SyncState.RUNNING,
            1_204,
            500,
            500,
            700,
            3,
            List.of(
                new Batch(1, 500, 990 * SECOND, 991 * SECOND), new Batch(2, 500, 992 * SECOND, 0)));
  }

  static Blocker blocker(BlockerCode code, String text) {
    return new Blocker(code, text);
  }

  /** Lets time pass on both clocks. */
  void passNanos(long nanos) {
    nowNanos.addAndGet(nanos);
  }

  Moment now() {
    return new Moment(
        nowNanos.get(), NOON.plusNanos(nowNanos.get() - 1_000 * SECOND).plus(wallClockError));
  }

  @Override
  public Timeline events() {
    return events;
  }

  @Override
  public Optional<Duration> unprotectedFor() {
    return unprotectedFor;
  }

  @Override
  public SipLog sipLog() {
    return sipLog;
  }

  @Override
  public Optional<NodeView> view() {
    looks.incrementAndGet();
    if (!hasSpoken) {
      return Optional.empty();
    }
    boolean down = connection == ConnectionState.DOWN;
    return Optional.of(
        new NodeView(
            1_000 * SECOND,
            1_000 * SECOND + SECOND * 3 / 2,
            1_000 * SECOND + SECOND,
            name,
            name.equals("sips-a") ? 1 : 2,
            "0.1.0",
            role,
            900 * SECOND,
            "serving",
            7,
            serving,
            false,
            right,
            false,
            starting,
            selfChecks,
            readiness,
            new Connection(
                connection,
                940 * SECOND,
                down ? 0 : -2,
                down ? 0 : 940 * SECOND,
                name.equals("sips-a") ? "sips-b" : "sips-a",
                peerHttpAddress,
                "0.1.1",
                down ? 0 : 2,
                down ? null : -40L,
                refusal,
                List.of("ha-drain-timeout"),
                down ? "connection reset" : null,
                down ? new Retries(3, 1_001_600_000_000L, 7, 20 * SECOND) : new Retries(0, 0, 0, 0),
                2),
            down ? null : peer,
            synchronization,
            calls.size(),
            42,
            1,
            new NodeView.Counts(replicationDelay.delays(), 2, 3, 4),
            5,
            List.of(CallId.of(6, 1, 7)),
            doubleFailures,
            false,
            grid));
  }

  @Override
  public CallDirectory calls() {
    return calls;
  }

  @Override
  public CallCodec codec() {
    return codec;
  }

  @Override
  public synchronized CompletionStage<CommandResult> command(
      Input.Command.Kind kind, boolean force) {
    commands.add(kind + (force ? " forced" : ""));
    commandTaken.countDown();
    return answer;
  }

  @Override
  public synchronized CompletionStage<BlockingCallsPage> blockingCalls(
      @Nullable CallId after, int limit) {
    questions.add("after " + after + " limit " + limit);
    return blocking;
  }

  @Override
  public SipFigures sip() {
    return new SipFigures(
        secondsWithoutTraffic,
        11,
        12,
        List.of(101L, 102L, 103L, 104L, 105L, 106L),
        List.of(201L, 202L, 203L, 204L, 205L, 206L),
        13,
        14,
        15,
        16,
        25,
        17,
        18,
        19,
        20,
        1,
        queueing.delays(),
        21,
        22,
        23,
        24,
        trunks);
  }

  @Override
  public LinkFigures link() {
    return new LinkFigures(1_000, 2_000, 31);
  }

  @Override
  public ConfigurationAccess configuration() {
    return configuration;
  }

  @Override
  public List<CertificateState> certificates() {
    return certificates;
  }
}
