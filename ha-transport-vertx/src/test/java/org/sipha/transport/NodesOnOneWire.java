package org.sipha.transport;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.DigestRequest;
import org.sipha.core.link.PeerMessage.Digests;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;
import org.sipha.core.link.Protocol;
import org.sipha.core.link.ProtocolRange;
import org.sipha.core.node.Effect;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.port.Arbiter;
import org.sipha.core.role.Role;
import org.sipha.core.sync.SyncState;

/**
 * Two real nodes in virtual time, joined by real encoding and a wire that counts. Node 0 becomes
 * primary; SIP, disk and lock are such as do at once what they are told.
 */
final class NodesOnOneWire {
  private static final long SECOND = 1_000_000_000L;
  private static final int NOBODY = -1;
  private static final Set<Class<?>> INVENTORY =
      Set.of(DigestRequest.class, Digests.class, InventoryRequest.class, InventoryPart.class);

  private final ProtobufCallCodec callCodec = new ProtobufCallCodec();
  private final FrameCodec[] codecs = {new FrameCodec(callCodec), new FrameCodec(callCodec)};
  private final ProtocolRange[] protocols = {Protocol.range(), Protocol.range()};
  private final HaNode[] nodes = new HaNode[2];
  private final NodeView[] views = new NodeView[2];
  private final Deque<Runnable> happenings = new ArrayDeque<>();
  private final Map<Class<?>, Integer> counted = new HashMap<>();
  private final Call sample = Samples.call();
  private long now = SECOND;
  private long incarnations;
  private long socket;
  private int lockHolder = NOBODY;
  private long commands;
  private boolean cut;
  private UnaryOperator<byte[]> onTheWire = UnaryOperator.identity();
  private long inventoryBytes;
  private int wallClocks;
  private long sessionBefore;

  /** What that node speaks from its next start on, and how it encodes calls from now on. */
  void with(int index, ProtocolRange protocol, CallCodec calls) {
    protocols[index] = protocol;
    codecs[index] = new FrameCodec(calls);
  }

  void start(int index) {
    nodes[index] = new HaNode(settings(index), now);
    give(index, new Input.WallClockRead(now / 1_000_000, now));
    give(index, new Input.SelfCheckPassed("warm"));
    run(1);
  }

  void restart(int index) {
    forget();
    give(1 - index, new Input.SocketClosed(socket, "reset"));
    start(index);
  }

  CallId setUpCall(int index, int number) {
    CallId id = CallId.of(1, index + 1, number);
    give(index, new Input.CallChanged(call(id, CallState.ANSWERED), 0));
    happen();
    return id;
  }

  void changeCall(int index, CallId id) {
    give(index, new Input.CallChanged(call(id, CallState.CONFIRMED), 0));
    happen();
  }

  /** The parties go on with a call: all else stays as the node holds it. */
  void goOn(int index, CallId id) {
    Call held = record(index, id).body().decoded(callCodec);
    Call next =
        new Call(
            id,
            held.state(),
            held.multisite(),
            held.startedAtMillis(),
            held.from(),
            held.to(),
            held.a(),
            held.b(),
            held.answeredAtMillis(),
            List.of(index + 1),
            held.endsAtMillis(),
            held.sessionExpiresAtMillis() + 1,
            held.unknown());
    give(index, new Input.CallChanged(next, 0));
    happen();
  }

  /** A switchover at that node, forced or not; runs until the other one serves. */
  void switchover(int index) {
    give(index, new Input.Command(++commands, Input.Command.Kind.SWITCHOVER, false));
    long end = now + 5 * SECOND;
    while (views[1 - index].role() != Role.PRIMARY || views[index].role() != Role.BACKUP) {
      if (now > end) {
        throw new AssertionError("no switchover: " + views[index] + ", " + views[1 - index]);
      }
      run(0.05);
    }
  }

  /** A node's copy of a call. */
  CallRecord record(int index, CallId id) {
    return nodes[index].calls().find(id).orElseThrow();
  }

  /** What a node shows. */
  NodeView view(int index) {
    return views[index];
  }

  private Call call(CallId id, CallState state) {
    return new Call(
        id,
        state,
        false,
        sample.startedAtMillis(),
        "1001",
        "1002",
        sample.a(),
        sample.b(),
        0,
        List.of(),
        0,
        0);
  }

  /** Nothing passes from now on. */
  void cut() {
    cut = true;
    forget();
  }

  void heal() {
    cut = false;
  }

  /** From now on each frame comes as this makes it. */
  void spoil(UnaryOperator<byte[]> how) {
    onTheWire = how;
  }

  ConnectionState connection(int index) {
    return views[index].connection().state();
  }

  private void forget() {
    sessionBefore = views[0].connection().session();
    inventoryBytes = 0;
    counted.clear();
  }

  /** Bytes of the frames that the last inventory needed, lengths included. */
  long inventoryBytes() {
    return inventoryBytes;
  }

  /** How many heartbeats told a wall clock. */
  int wallClocks() {
    return wallClocks;
  }

  /** Messages of a kind since the last cut or restart. */
  int count(Class<? extends PeerMessage> kind) {
    return counted.getOrDefault(kind, 0);
  }

  /** Whether both hold the same calls in the same versions. */
  boolean areEqual() {
    return versions(0).equals(versions(1));
  }

  private List<Held> versions(int index) {
    CallDirectory calls = nodes[index].calls();
    return calls.page(null, calls.size()).stream()
        .map(call -> new Held(call.id(), call.version()))
        .toList();
  }

  void untilSynchronized(int primary) {
    long end = now + 3_600 * SECOND;
    while (views[primary] == null
        || views[primary].synchronization().state() != SyncState.DONE
        || views[primary].connection().session() == sessionBefore) {
      if (now > end) {
        throw new AssertionError("not synchronized: " + views[primary]);
      }
      run(0.05);
    }
  }

  void run(double seconds) {
    long end = now + (long) (seconds * SECOND);
    happen();
    while (now < end) {
      long next = end;
      for (HaNode node : nodes) {
        next = node == null ? next : Math.min(next, node.wakeUpAtNanos());
      }
      now = Math.max(now, next);
      for (int index = 0; index < 2; index++) {
        if (nodes[index] != null && nodes[index].wakeUpAtNanos() <= now) {
          give(index, new Input.Tick());
        }
      }
      happen();
    }
  }

  private void happen() {
    while (!happenings.isEmpty()) {
      happenings.removeFirst().run();
    }
  }

  private void give(int index, Input input) {
    HaNode node = nodes[index];
    happenings.add(
        () -> {
          if (nodes[index] == node) {
            node.handle(input, now).effects().forEach(effect -> perform(index, effect));
          }
        });
  }

  private void perform(int index, Effect effect) {
    if (effect instanceof Effect.Dial) {
      dial(index);
    } else if (effect instanceof Effect.SendFrame send && !cut && nodes[1 - index] != null) {
      carry(index, send);
    } else if (effect instanceof Effect.AskArbiter) {
      boolean granted = lockHolder == NOBODY || lockHolder == index;
      lockHolder = granted ? index : lockHolder;
      give(index, granted ? new Input.ArbiterGranted(0, Arbiter.WITHOUT_END) : new Input.ArbiterDenied("lock held"));
    } else if (effect instanceof Effect.ReleaseRight) {
      lockHolder = NOBODY;
      give(index, new Input.ArbiterReleased());
    } else if (effect instanceof Effect.HoldSip) {
      give(index, new Input.SipHeld());
    } else if (effect instanceof Effect.YieldSip) {
      give(index, new Input.SipYielded());
    } else if (effect instanceof Effect.CloseSip) {
      give(index, new Input.SipClosed());
    } else if (effect instanceof Effect.PersistEpoch persist) {
      give(index, new Input.EpochPersisted(persist.epoch()));
    } else if (effect instanceof Effect.OpenSip open) {
      give(index, new Input.SipOpened(open.epoch()));
    } else if (effect instanceof Effect.Publish publish) {
      views[index] = publish.view();
    }
  }

  private void dial(int index) {
    if (cut || nodes[1 - index] == null) {
      give(index, new Input.DialFailed("cut"));
      return;
    }
    socket++;
    give(index, new Input.SocketOpened(socket, true));
    give(1 - index, new Input.SocketOpened(socket, false));
  }

  /** As the transport does: what is malformed closes the socket. */
  private void carry(int from, Effect.SendFrame send) {
    int to = 1 - from;
    try {
      give(to, new Input.FrameReceived(send.socket(), carried(from, send.frame())));
    } catch (MalformedFrameException e) {
      give(to, new Input.SocketClosed(send.socket(), String.valueOf(e.getMessage())));
      give(from, new Input.SocketClosed(send.socket(), "closed by the peer"));
    }
  }

  private Frame carried(int from, Frame frame) throws MalformedFrameException {
    if (frame instanceof Heartbeat heartbeat && heartbeat.wallClockMillis() != null) {
      wallClocks++;
    }
    Buffer buffer = Buffer.buffer();
    codecs[from].encode(frame, buffer);
    if (frame instanceof Data data) {
      counted.merge(data.message().getClass(), 1, Integer::sum);
      if (INVENTORY.contains(data.message().getClass())) {
        inventoryBytes += buffer.length();
      }
    }
    byte[] bytes = buffer.getBytes(FrameCodec.LENGTH_BYTES, buffer.length());
    return codecs[1 - from].decode(onTheWire.apply(bytes));
  }

  private NodeSettings settings(int index) {
    return new NodeSettings(
        index == 0 ? "sips-a" : "sips-b",
        index + 1,
        "pair",
        "0",
        protocols[index],
        ++incarnations,
        "boot",
        ArbiterType.FILE,
        "lock",
        WithoutQuorum.STOP,
        Map.of(),
        Map.of(),
        "127.0.0.1:8080",
        index == 0,
        0,
        index == 0,
        false,
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        Duration.ofMillis(1_500),
        Duration.ofSeconds(2),
        Duration.ofMillis(100),
        1_000,
        Set.of("warm"));
  }
}
