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
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallState;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.DigestRequest;
import org.sipha.core.link.PeerMessage.Digests;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;
import org.sipha.core.link.Protocol;
import org.sipha.core.node.Effect;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.sync.SyncState;

/**
 * Two real nodes in virtual time, joined by real encoding and a wire that counts. Node 0 becomes
 * primary.
 */
final class NodesOnOneWire {
  private static final long SECOND = 1_000_000_000L;
  private static final Set<Class<?>> INVENTORY =
      Set.of(DigestRequest.class, Digests.class, InventoryRequest.class, InventoryPart.class);

  private final ProtobufCallCodec callCodec = new ProtobufCallCodec();
  private final FrameCodec codec = new FrameCodec(callCodec);
  private final HaNode[] nodes = new HaNode[2];
  private final NodeView[] views = new NodeView[2];
  private final Deque<Runnable> happenings = new ArrayDeque<>();
  private final Map<Class<?>, Integer> counted = new HashMap<>();
  private final Call sample = Samples.call();
  private long now = SECOND;
  private long incarnations;
  private long socket;
  private boolean cut;
  private UnaryOperator<byte[]> onTheWire = UnaryOperator.identity();
  private long inventoryBytes;
  private long sessionBefore;

  void start(int index) {
    nodes[index] = new HaNode(settings(index), now);
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
      carry(1 - index, send);
    } else if (effect instanceof Effect.AskArbiter) {
      give(index, index == 0 ? new Input.ArbiterGranted(0) : new Input.ArbiterDenied("lock held"));
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
  private void carry(int to, Effect.SendFrame send) {
    try {
      give(to, new Input.FrameReceived(send.socket(), carried(send.frame())));
    } catch (MalformedFrameException e) {
      give(to, new Input.SocketClosed(send.socket(), String.valueOf(e.getMessage())));
      give(1 - to, new Input.SocketClosed(send.socket(), "closed by the peer"));
    }
  }

  private Frame carried(Frame frame) throws MalformedFrameException {
    Buffer buffer = Buffer.buffer();
    codec.encode(frame, buffer);
    if (frame instanceof Data data) {
      counted.merge(data.message().getClass(), 1, Integer::sum);
      if (INVENTORY.contains(data.message().getClass())) {
        inventoryBytes += buffer.length();
      }
    }
    return codec.decode(onTheWire.apply(buffer.getBytes(FrameCodec.LENGTH_BYTES, buffer.length())));
  }

  private NodeSettings settings(int index) {
    return new NodeSettings(
        index == 0 ? "sips-a" : "sips-b",
        index + 1,
        "pair",
        "0",
        Protocol.range(),
        ++incarnations,
        "boot",
        ArbiterType.FILE,
        "lock",
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
