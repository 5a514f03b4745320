package org.sipha.transport;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Protocol;
import org.sipha.core.node.Effect;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.Step;
import org.sipha.core.port.Arbiter;
import org.sipha.core.port.Inputs;
import org.sipha.core.role.Role;
import org.sipha.core.sync.SyncState;

/**
 * The real core and encoding of a pair, on one thread and in virtual time: equal runs do equal
 * work. Sockets, disks, locks and threads are left out.
 */
public final class PairInMemory implements Inputs {
  private static final long SECOND = 1_000_000_000L;
  private static final long SOCKET = 1;

  private final Deque<Runnable> happenings = new ArrayDeque<>();
  private final FrameCodec frames;
  private final Meter meter;
  private final HaNode primary;
  private final HaNode backup;
  private final Sip sip;
  private boolean isConnected;
  private @Nullable NodeView view;
  private long now = SECOND;
  private long framesSent;
  private long bytesSent;

  /** Who does a piece of the work. */
  public enum Part {
    /** The core of the primary. */
    PRIMARY,
    /** The core of the backup. */
    BACKUP,
    /** Encoding and decoding of frames, at both ends. */
    FRAMES
  }

  /** Does each piece of work, and may look at what it costs. */
  public interface Meter {
    /** Does it. */
    <T> T work(Part part, Supplier<T> work);
  }

  /** The SIP service of the primary. */
  public interface Sip {
    /** Serves from now on. */
    void open(long epoch);

    /** Lets a waiting answer go. */
    void letGo(long gate);

    /** Does what is due. */
    void runTimers();
  }

  /** A pair of which neither server has started. */
  public PairInMemory(CallCodec codec, Sip sip, Meter meter) {
    frames = new FrameCodec(codec);
    this.sip = sip;
    this.meter = meter;
    primary = new HaNode(settings(1), now);
    backup = new HaNode(settings(2), now);
  }

  /** Starts the primary and waits until it serves, alone. */
  public void serve() {
    start(primary);
    until("the primary serves", () -> view != null && view.role() == Role.PRIMARY);
  }

  /** Starts the backup, connects it and waits until it has what the primary has. */
  public void connect() {
    isConnected = true;
    start(backup);
    give(primary, new Input.SocketOpened(SOCKET, true));
    give(backup, new Input.SocketOpened(SOCKET, false));
    until(
        "the backup has all",
        () -> view != null && view.synchronization().state() == SyncState.DONE);
  }

  private void start(HaNode node) {
    give(node, new Input.WallClockRead(now / 1_000_000, now));
  }

  /** What happens to the primary; it is handled as the next thing. */
  @Override
  public void give(Input input) {
    give(primary, input);
  }

  /** Something else that happens, in order with everything else. */
  public void happens(Runnable happening) {
    happenings.add(happening);
  }

  /** Lets happen what follows from what was given, without time passing. */
  public void settle() {
    for (Runnable next = happenings.poll(); next != null; next = happenings.poll()) {
      next.run();
    }
  }

  /** Time passes, and what is due happens. */
  public void pass(Duration time) {
    runUntil(now + time.toNanos());
  }

  /** The time, in nanoseconds. */
  public long nanos() {
    return now;
  }

  /** The calls of the primary. */
  public CallDirectory calls() {
    return primary.calls();
  }

  /** Calls that the backup holds. */
  public int callsOfBackup() {
    return backup.calls().size();
  }

  /** Frames sent so far, both ways. */
  public long framesSent() {
    return framesSent;
  }

  /** Bytes of these frames, with their lengths. */
  public long bytesSent() {
    return bytesSent;
  }

  private List<HaNode> nodes() {
    return isConnected ? List.of(primary, backup) : List.of(primary);
  }

  private void until(String what, BooleanSupplier holds) {
    long end = now + 60 * SECOND;
    while (!holds.getAsBoolean()) {
      if (now > end) {
        throw new IllegalStateException("not within a minute: " + what + ", " + view);
      }
      runUntil(now + SECOND / 100);
    }
  }

  private void runUntil(long end) {
    settle();
    while (now < end) {
      long next = end;
      for (HaNode node : nodes()) {
        next = Math.min(next, node.wakeUpAtNanos());
      }
      now = Math.max(now, next);
      for (HaNode node : nodes()) {
        if (node.wakeUpAtNanos() <= now) {
          give(node, new Input.Tick());
        }
      }
      happenings.add(sip::runTimers);
      settle();
    }
  }

  private void give(HaNode node, Input input) {
    happenings.add(
        () -> {
          Part part = node == primary ? Part.PRIMARY : Part.BACKUP;
          Step step = meter.work(part, () -> node.handle(input, now));
          step.effects().forEach(effect -> perform(node, effect));
        });
  }

  private void perform(HaNode node, Effect effect) {
    if (effect instanceof Effect.SendFrame send) {
      transmit(node == primary ? backup : primary, send);
    } else if (effect instanceof Effect.LetGo gate) {
      happenings.add(() -> sip.letGo(gate.gate()));
    } else if (effect instanceof Effect.AskArbiter) {
      give(
          node,
          node == primary
              ? new Input.ArbiterGranted(0, Arbiter.WITHOUT_END)
              : new Input.ArbiterDenied("lock held"));
    } else if (effect instanceof Effect.PersistEpoch persist) {
      give(node, new Input.EpochPersisted(persist.epoch()));
    } else if (effect instanceof Effect.OpenSip open) {
      sip.open(open.epoch());
      give(node, new Input.SipOpened(open.epoch()));
    } else if (effect instanceof Effect.CloseSip) {
      give(node, new Input.SipClosed());
    } else if (effect instanceof Effect.Dial && !isConnected) {
      give(node, new Input.DialFailed("alone"));
    } else if (effect instanceof Effect.Publish publish && node == primary) {
      view = publish.view();
    }
  }

  private void transmit(HaNode to, Effect.SendFrame send) {
    Buffer encoded = meter.work(Part.FRAMES, () -> encoded(send.frame()));
    framesSent++;
    bytesSent += encoded.length();
    byte[] received = encoded.getBytes(FrameCodec.LENGTH_BYTES, encoded.length());
    happenings.add(
        () -> {
          Frame frame = meter.work(Part.FRAMES, () -> decoded(received));
          give(to, new Input.FrameReceived(SOCKET, frame));
        });
  }

  private Buffer encoded(Frame frame) {
    Buffer buffer = Buffer.buffer();
    frames.encode(frame, buffer);
    return buffer;
  }

  private Frame decoded(byte[] bytes) {
    try {
      return frames.decode(bytes);
    } catch (MalformedFrameException e) {
      throw new IllegalStateException("encoded by the same code", e);
    }
  }

  private static NodeSettings settings(int id) {
    return new NodeSettings(
        "in-memory-" + id,
        id,
        "in-memory",
        "0",
        Protocol.range(),
        id,
        "in-memory",
        ArbiterType.FILE,
        "in-memory",
        WithoutQuorum.STOP,
        Map.of(),
        Map.of(),
        "127.0.0.1:8080",
        id == 1,
        0,
        id == 1,
        false,
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        Duration.ofMillis(1_500),
        Duration.ofSeconds(2),
        Duration.ofMillis(100),
        500,
        Set.of(),
        false);
  }
}
