package org.sipha.bench.cost;

import com.sun.management.ThreadMXBean;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
import org.sipha.core.role.Role;
import org.sipha.core.sync.SyncState;
import org.sipha.sip.SipInMemory;
import org.sipha.transport.FramesInMemory;
import org.sipha.transport.ProtobufCallCodec;

/**
 * The real core, encoding and SIP stack of a pair, on one thread and in virtual time: equal runs do
 * equal work. It counts what each part allocates, and what passes between the two nodes. Sockets,
 * disks, locks and threads are left out.
 */
final class PairInMemory {
  private static final long SECOND = 1_000_000_000L;
  private static final long SOCKET = 1;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ProtobufCallCodec calls = new ProtobufCallCodec();
  private final FramesInMemory frames = new FramesInMemory(calls);
  private final Deque<Runnable> happenings = new ArrayDeque<>();
  private final Map<Part, Long> allocated = new EnumMap<>(Part.class);
  private final HaNode primary;
  private final @Nullable HaNode backup;
  private final SipInMemory sip;
  private @Nullable NodeView view;
  private long now = SECOND;
  private long framesSent;
  private long bytesSent;

  /** A pair, or a server alone, that isn't ready for calls before {@link #start}. */
  PairInMemory(boolean withBackup) {
    primary = new HaNode(settings(1), now);
    backup = withBackup ? new HaNode(settings(2), now) : null;
    sip =
        new SipInMemory(
            input -> give(primary, input),
            primary.calls(),
            calls,
            () -> now,
            work -> happenings.add(() -> metered(Part.SIP, work)),
            happenings::add);
  }

  /** Starts both nodes and waits until the first is primary and the other has what it has. */
  void start() {
    for (HaNode node : nodes()) {
      give(node, new Input.WallClockRead(now / 1_000_000, now));
      give(node, new Input.SelfCheckPassed("warm"));
    }
    if (backup != null) {
      give(primary, new Input.SocketOpened(SOCKET, true));
      give(backup, new Input.SocketOpened(SOCKET, false));
    }
    until(
        "the primary serves",
        () ->
            view != null
                && view.role() == Role.PRIMARY
                && (backup == null || view.synchronization().state() == SyncState.DONE));
  }

  /** Makes calls one after the other, at a steady rate of virtual time. */
  void makeCalls(int count, Duration every) {
    for (int i = 0; i < count; i++) {
      long next = now + every.toNanos();
      sip.call();
      happen();
      sip.hangUp();
      happen();
      if (!sip.hasEnded()) {
        throw new IllegalStateException("a call didn't end as it should: " + view);
      }
      runUntil(next);
    }
  }

  /** Time passes without a call. */
  void pass(Duration time) {
    runUntil(now + time.toNanos());
  }

  /** Bytes that a part has allocated so far. */
  long allocated(Part part) {
    return allocated.getOrDefault(part, 0L);
  }

  /** Frames sent so far, both ways. */
  long framesSent() {
    return framesSent;
  }

  /** Bytes of these frames, with their lengths. */
  long bytesSent() {
    return bytesSent;
  }

  private List<HaNode> nodes() {
    return backup == null ? List.of(primary) : List.of(primary, backup);
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
    happen();
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
      happenings.add(() -> metered(Part.SIP, sip::runTimers));
      happen();
    }
  }

  private void happen() {
    for (Runnable next = happenings.poll(); next != null; next = happenings.poll()) {
      next.run();
    }
  }

  private void give(HaNode node, Input input) {
    happenings.add(
        () -> {
          Part part = node == primary ? Part.PRIMARY : Part.BACKUP;
          Step step = metered(part, () -> node.handle(input, now));
          step.effects().forEach(effect -> perform(node, effect));
        });
  }

  private void perform(HaNode node, Effect effect) {
    if (effect instanceof Effect.SendFrame send && backup != null) {
      Buffer encoded = metered(Part.FRAMES, () -> frames.encode(send.frame()));
      framesSent++;
      bytesSent += encoded.length();
      byte[] received = FramesInMemory.withoutLength(encoded);
      HaNode to = node == primary ? backup : primary;
      happenings.add(
          () ->
              give(
                  to,
                  new Input.FrameReceived(
                      SOCKET, metered(Part.FRAMES, () -> frames.decode(received)))));
    } else if (effect instanceof Effect.LetGo gate) {
      happenings.add(() -> metered(Part.SIP, () -> sip.letGo(gate.gate())));
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
    } else if (effect instanceof Effect.Dial) {
      give(node, new Input.DialFailed("alone"));
    } else if (effect instanceof Effect.Publish publish && node == primary) {
      view = publish.view();
    }
  }

  private void metered(Part part, Runnable work) {
    metered(
        part,
        () -> {
          work.run();
          return part;
        });
  }

  private <T> T metered(Part part, Supplier<T> work) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    T result = work.get();
    long after = THREADS.getCurrentThreadAllocatedBytes();
    allocated.merge(part, after - before, Long::sum);
    return result;
  }

  private static NodeSettings settings(int id) {
    return new NodeSettings(
        "sips-" + id,
        id,
        "pair",
        "0",
        Protocol.range(),
        id,
        "boot",
        ArbiterType.FILE,
        "lock",
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
        Set.of("warm"),
        false);
  }
}
