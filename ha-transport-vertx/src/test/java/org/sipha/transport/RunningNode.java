package org.sipha.transport;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.link.Protocol;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.port.AddressScripts;
import org.sipha.core.port.Arbiter;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.Grid;
import org.sipha.core.port.Operators;
import org.sipha.core.port.Ports;
import org.sipha.core.port.SipService;

/** A real node with its loop and sockets, whose arbiter and SIP side do as they are told. */
final class RunningNode implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final NodeLoop loop;
  private final EventBusPeerSockets sockets;
  private final int port;
  private final boolean prefersPrimary;
  private volatile @Nullable NodeView view;

  RunningNode(String name, int serverId, int peerPort, PeerTls tls) {
    prefersPrimary = serverId == 1;
    HaNode node = new HaNode(settings(name, serverId), System.nanoTime());
    loop = new NodeLoop(vertx, node, (code, text) -> {}, () -> broken.set(true));
    sockets =
        new EventBusPeerSockets(
            vertx,
            loop,
            new ProtobufCallCodec(),
            new PeerSocketSettings("127.0.0.1", 0, "127.0.0.1", peerPort, tls));
    port = VertxEnd.get(sockets.start());
    loop.start(
        new Ports(
            sockets,
            new Lock(),
            epoch -> loop.give(new Input.EpochPersisted(epoch)),
            new NoScripts(),
            new Sip(),
            new Watcher(),
            Grid.NONE));
  }

  int port() {
    return port;
  }

  boolean isBroken() {
    return broken.get();
  }

  LinkCounts counts() {
    return sockets.counts();
  }

  /** The latest view; fails if there is none in time. */
  NodeView view() {
    Eventually.until("a view", () -> view != null, () -> "none");
    NodeView latest = view;
    if (latest == null) {
      throw new AssertionError("none");
    }
    return latest;
  }

  boolean isEstablished() {
    return view().connection().state() == ConnectionState.ESTABLISHED;
  }

  @Override
  public void close() {
    loop.stop();
    VertxEnd.get(sockets.stop());
    VertxEnd.get(vertx.close());
  }

  private final class Lock implements Arbiter {
    @Override
    public void ask(AskReason reason, long gone) {
      loop.give(
          prefersPrimary
              ? new Input.ArbiterGranted(0, Arbiter.WITHOUT_END)
              : new Input.ArbiterDenied("lock held"));
    }

    @Override
    public void release() {
      loop.give(new Input.ArbiterReleased());
    }

    @Override
    public void remember(long epoch) {}
  }

  private final class Sip implements SipService {
    @Override
    public void open(long epoch, boolean handOver, boolean check) {
      loop.give(new Input.SipOpened(epoch));
    }

    @Override
    public void close() {
      loop.give(new Input.SipClosed());
    }

    @Override
    public void hold() {}

    @Override
    public void resume() {}

    @Override
    public void yield() {}

    @Override
    public void letGo(long gate, boolean isProtected) {}

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

  private static final class NoScripts implements AddressScripts {
    @Override
    public void up() {}

    @Override
    public void down() {}
  }

  private final class Watcher implements Operators {
    @Override
    public void publish(NodeView latest) {
      view = latest;
    }

    @Override
    public void reply(long command, CommandResult result) {}

    @Override
    public void blockingCalls(long query, BlockingCallsPage page) {}

    @Override
    public void stopped() {}
  }

  private static NodeSettings settings(String name, int serverId) {
    return new NodeSettings(
        name,
        serverId,
        "pair",
        "0",
        Protocol.range(),
        serverId,
        "boot",
        ArbiterType.FILE,
        "lock",
        WithoutQuorum.STOP,
        Map.of(),
        Map.of(),
        "127.0.0.1:8080",
        serverId == 1,
        0,
        serverId == 2, // the second one knows the port of the first
        false,
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        // Beside other builds a node may stand still longer than in service.
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        Duration.ofMillis(100),
        500,
        Set.of(),
        false);
  }
}
