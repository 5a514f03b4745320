package org.sipha.transport;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.link.Protocol;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;
import org.sipha.core.node.NodeView;
import org.sipha.core.port.AddressScripts;
import org.sipha.core.port.Arbiter;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.Grid;
import org.sipha.core.port.Operators;
import org.sipha.core.port.Ports;
import org.sipha.core.port.SipService;

/**
 * A real node on its real loop and sockets, primary without a peer, with SIP calls that only exist
 * as inputs. It measures how long each answer waits.
 */
final class LonePrimary implements AutoCloseable {
  private static final int DISCARD = 9;

  private final Vertx vertx = Vertx.vertx();
  private final EventBusPeerSockets sockets;
  private final NodeLoop loop;
  private final int port;
  private final AtomicLong gates = new AtomicLong();
  private final Map<Long, Long> givenNanos = new ConcurrentHashMap<>();
  private final AtomicLong longestWaitNanos = new AtomicLong();
  private final AtomicLong unprotected = new AtomicLong();
  private volatile @Nullable NodeView view;
  private volatile boolean serving;
  private volatile boolean broken;

  LonePrimary() throws Exception {
    HaNode node = new HaNode(settings(), System.nanoTime());
    loop = new NodeLoop(vertx, node, (code, text) -> {}, () -> broken = true);
    sockets =
        new EventBusPeerSockets(
            vertx,
            loop,
            new ProtobufCallCodec(),
            new PeerSocketSettings("127.0.0.1", 0, "127.0.0.1", DISCARD, null));
    port = sockets.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    loop.start(
        new Ports(
            sockets,
            new YesArbiter(),
            epoch -> loop.give(new Input.EpochPersisted(epoch)),
            new NoScripts(),
            new Sip(),
            new Watcher(),
            Grid.NONE));
    Eventually.until("it serves", () -> serving, () -> String.valueOf(view));
  }

  private static NodeSettings settings() {
    return new NodeSettings(
        "sips-a",
        1,
        "pair",
        "0",
        Protocol.range(),
        1,
        "boot",
        ArbiterType.FILE,
        "lock",
        WithoutQuorum.STOP,
        Map.of(),
        Map.of(),
        "127.0.0.1:8080",
        true,
        0,
        false,
        false,
        Duration.ofSeconds(60),
        Duration.ofMillis(100),
        Duration.ofMillis(1_500),
        Duration.ofSeconds(2),
        Duration.ofMillis(100),
        500,
        Set.of(),
        false);
  }

  int port() {
    return port;
  }

  /** A call is answered; the answer waits for the backup. */
  void answerCall(long number) {
    long gate = gates.incrementAndGet();
    givenNanos.put(gate, System.nanoTime());
    Call like = Samples.call();
    loop.give(
        new Input.CallChanged(
            new Call(
                new CallId(number),
                CallState.ANSWERED,
                false,
                like.startedAtMillis(),
                like.from(),
                like.to(),
                like.a(),
                like.b(),
                0,
                List.of(),
                0,
                0),
            gate));
  }

  /** Answers that wait now. */
  int waitingAnswers() {
    return givenNanos.size();
  }

  long longestWaitMillis() {
    return TimeUnit.NANOSECONDS.toMillis(longestWaitNanos.get());
  }

  long unprotectedAnswers() {
    return unprotected.get();
  }

  /** Inputs that wait for the node. */
  int waitingInputs() {
    return loop.waiting();
  }

  LinkCounts counts() {
    return sockets.counts();
  }

  boolean isBroken() {
    return broken;
  }

  NodeView view() {
    NodeView shown = view;
    if (shown == null) {
      throw new IllegalStateException("nothing is shown yet");
    }
    return shown;
  }

  @Override
  public void close() {
    loop.stop();
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private final class YesArbiter implements Arbiter {
    @Override
    public void ask(AskReason reason, long gone) {
      loop.give(new Input.ArbiterGranted(0, Arbiter.WITHOUT_END));
    }

    @Override
    public void release() {
      loop.give(new Input.ArbiterReleased());
    }

    @Override
    public void remember(long epoch) {}
  }

  private static final class NoScripts implements AddressScripts {
    @Override
    public void up() {}

    @Override
    public void down() {}
  }

  private final class Sip implements SipService {
    @Override
    public void open(long epoch, boolean handOver, boolean check) {
      serving = true;
      loop.give(new Input.SipOpened(epoch));
    }

    @Override
    public void hold() {}

    @Override
    public void resume() {}

    @Override
    public void yield() {}

    @Override
    public void close() {}

    @Override
    public void letGo(long gate, boolean isProtected) {
      Long given = givenNanos.remove(gate);
      if (given == null) {
        throw new IllegalStateException("gate " + gate + " is let go twice");
      }
      longestWaitNanos.accumulateAndGet(System.nanoTime() - given, Math::max);
      if (!isProtected) {
        unprotected.incrementAndGet();
      }
    }

    @Override
    public void adopted(CallId id) {}

    @Override
    public void forgotten(CallId id) {}

    @Override
    public void recalled(CallId id) {}

    @Override
    public void registrationAdopted(String dn) {}

    @Override
    public void lost(CallRecord call) {}
  }

  private final class Watcher implements Operators {
    @Override
    public void publish(NodeView shown) {
      view = shown;
    }

    @Override
    public void reply(long command, CommandResult result) {}

    @Override
    public void blockingCalls(long query, BlockingCallsPage page) {}

    @Override
    public void stopped() {}
  }
}
