package org.sipha.core.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Ack;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.HelloAck;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Resumption;
import org.sipha.core.link.Frame.SyncReport;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;
import org.sipha.core.node.Effect.CloseSocket;
import org.sipha.core.node.Effect.LetGo;
import org.sipha.core.node.Effect.SendFrame;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.role.Role;

/** One node, and a peer that is the test itself: it says whatever a peer should not. */
final class HandDrivenNode {
  private static final long SOCKET = 1;
  private static final PeerStatus PRIMARY =
      new PeerStatus(Role.PRIMARY, 1, 1, 0, 0, false, false, false, false, false, List.of(), null);

  private static final PeerStatus BACKUP =
      new PeerStatus(Role.BACKUP, 0, 1, 0, 0, false, false, false, false, true, List.of(), null);

  private final HaNode node = new HaNode(settings(), 0);
  private final List<Effect> effects = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private PeerStatus peer = PRIMARY;
  private long now;
  private long session;
  private long number;

  private static NodeSettings settings() {
    return new NodeSettings(
        "sips-b",
        2,
        "pair",
        "0",
        1,
        "boot",
        ArbiterType.FILE,
        "lock",
        Map.of(),
        Map.of(),
        "b:8080",
        false,
        0,
        false,
        false,
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        Duration.ofMillis(1_500),
        Duration.ofSeconds(2),
        Duration.ofMillis(100),
        500,
        Set.of());
  }

  /** The node handles this a microsecond later. */
  void give(Input input) {
    now += 1_000;
    Step step = node.handle(input, now);
    effects.addAll(step.effects());
    step.reasons().forEach(reason -> said.add(reason.text()));
  }

  /** Becomes primary alone. */
  void serve() {
    peer = BACKUP;
    now += Duration.ofSeconds(11).toNanos(); // ha-start-wait
    give(new Input.Tick());
    give(new Input.ArbiterGranted(0));
    give(new Input.EpochPersisted(1));
    give(new Input.SipOpened(1));
  }

  /** The peer opens a session; it is primary, or backup if this node serves. */
  void connect() {
    give(new Input.SocketOpened(SOCKET, false));
    Hello own = sent(Hello.class).get(0);
    frame(
        new Hello(
            own.protocolMin(),
            own.protocolMax(),
            "0",
            own.pairName(),
            "sips-a",
            1,
            7,
            own.bootId(),
            own.arbiterType(),
            own.arbiterPlace(),
            "a:8080",
            Map.of(),
            Map.of(),
            true,
            peer,
            1,
            Resumption.NONE));
    session = sent(HelloAck.class).get(0).session();
    frame(new HelloAck(own.protocolMax(), session));
    frame(new Heartbeat(session, 0, 1, 0, peer));
  }

  /** Becomes primary, and is connected with a backup that holds no calls. */
  void serveBesideAnEmptyBackup() {
    serve();
    connect();
    emptyInventory();
  }

  /** The backup says that it holds nothing. */
  void emptyInventory() {
    int inventory = sentMessages(InventoryRequest.class).get(0).inventory();
    message(new InventoryPart(inventory, List.of(), List.of(), true));
  }

  /** The next message of the peer. */
  void message(PeerMessage message) {
    frame(new Data(session, ++number, 1, message));
  }

  /** The peer confirms all that it was sent. */
  void confirm() {
    confirm(sent(Data.class).stream().mapToLong(Data::number).max().orElse(0));
  }

  /** The peer confirms what it was sent up to that number. */
  void confirm(long number) {
    frame(new Ack(session, number));
  }

  /** The gates that it has opened. */
  List<Long> letGo() {
    return effects.stream()
        .filter(LetGo.class::isInstance)
        .map(effect -> ((LetGo) effect).gate())
        .toList();
  }

  /** Time passes, and the peer is heard all the while. */
  void pass(Duration time) {
    for (long end = now + time.toNanos(); now < end; ) {
      now += Duration.ofMillis(50).toNanos();
      give(new Input.Tick());
      long heard = sent(Heartbeat.class).stream().mapToLong(Heartbeat::sentNanos).max().orElse(0);
      frame(new Heartbeat(session, 0, now, heard, peer));
    }
  }

  /** What it says of its synchronization. */
  SyncReport report() {
    List<Heartbeat> beats = sent(Heartbeat.class);
    return Objects.requireNonNull(beats.get(beats.size() - 1).status().sync());
  }

  /** What it published last. */
  NodeView view() {
    List<NodeView> views =
        effects.stream()
            .filter(Effect.Publish.class::isInstance)
            .map(effect -> ((Effect.Publish) effect).view())
            .toList();
    return views.get(views.size() - 1);
  }

  /** The session that the peer has opened. */
  long session() {
    return session;
  }

  /** What it has wanted, of that kind. */
  <E extends Effect> List<E> wanted(Class<E> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The peer says that. */
  void frame(Frame frame) {
    give(new Input.FrameReceived(SOCKET, frame));
  }

  <F extends Frame> List<F> sent(Class<F> kind) {
    return effects.stream()
        .filter(SendFrame.class::isInstance)
        .map(effect -> ((SendFrame) effect).frame())
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /** What it has said to the peer, of that kind. */
  <M extends PeerMessage> List<M> sentMessages(Class<M> kind) {
    return sent(Data.class).stream()
        .map(Data::message)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /** Sockets that it wants closed, with the reason. */
  List<CloseSocket> closed() {
    return effects.stream()
        .filter(CloseSocket.class::isInstance)
        .map(CloseSocket.class::cast)
        .toList();
  }

  /** Whether a line of its log contains that. */
  boolean saidThat(String text) {
    return said.stream().anyMatch(line -> line.contains(text));
  }
}
