package org.sipha.core.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Ack;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.HelloAck;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Promise;
import org.sipha.core.link.Frame.Resumption;
import org.sipha.core.link.Frame.SyncReport;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;
import org.sipha.core.link.Protocol;
import org.sipha.core.node.Effect.CloseSocket;
import org.sipha.core.node.Effect.LetGo;
import org.sipha.core.node.Effect.SendFrame;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;
import org.sipha.core.port.Arbiter;
import org.sipha.core.role.Role;

/** One node, and a peer that is the test itself: it says whatever a peer should not. */
final class HandDrivenNode {
  /** Incarnation of the peer's first process. */
  static final long FIRST_PEER = 7;

  private static final PeerStatus PRIMARY =
      new PeerStatus(
          Role.PRIMARY, 1, 1, 0, 0, false, false, false, false, false, List.of(), null, false);

  private static final PeerStatus BACKUP =
      new PeerStatus(
          Role.BACKUP, 0, 1, 0, 0, false, false, false, false, true, List.of(), null, false);

  private static final PeerStatus NEW =
      new PeerStatus(
          Role.NONE, 0, 1, 0, 0, false, false, false, false, true, List.of(), null, false);

  private final HaNode node;
  private final @Nullable Duration lease;
  private final List<Effect> effects = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final List<Reason> events = new ArrayList<>();
  private PeerStatus peer = PRIMARY;
  private long process = FIRST_PEER;
  private long socket;
  private long now;
  private long session;
  private long number;

  /** A node with these self-checks, which nobody has passed. */
  HandDrivenNode(String... selfChecks) {
    this(ArbiterType.FILE, null, selfChecks);
  }

  private HandDrivenNode(ArbiterType arbiter, @Nullable Duration lease, String... selfChecks) {
    this.lease = lease;
    node = new HaNode(settings(arbiter, Set.of(selfChecks), false), 0);
  }

  /** A node whose right lasts so long, and which goes on by its backup's promise. */
  static HandDrivenNode withLease(Duration lease) {
    return new HandDrivenNode(ArbiterType.ETCD, lease);
  }

  static NodeSettings settings(ArbiterType arbiter, Set<String> selfChecks, boolean grid) {
    return new NodeSettings(
        "sips-b",
        2,
        "pair",
        "0",
        Protocol.range(),
        1,
        "boot",
        arbiter,
        "lock",
        WithoutQuorum.GO_ON,
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
        selfChecks,
        grid);
  }

  /** Its clock. */
  long now() {
    return now;
  }

  /** The peer, a backup, answers the heartbeat that was sent then, and promises not to ask. */
  void promise(long sentNanos) {
    frame(new Heartbeat(session, 0, now, sentNanos, peer, Promise.GIVEN, null));
  }

  /** The node handles this a microsecond later. */
  void give(Input input) {
    now += 1_000;
    Step step = node.handle(input, now);
    effects.addAll(step.effects());
    step.reasons().forEach(reason -> said.add(reason.text()));
    step.reasons().stream().filter(reason -> reason.code() != null).forEach(events::add);
  }

  /** Becomes primary alone. */
  void serve() {
    peer = BACKUP;
    now += Duration.ofSeconds(11).toNanos(); // ha-start-wait
    give(new Input.Tick());
    give(new Input.ArbiterGranted(0, lease == null ? Arbiter.WITHOUT_END : now + lease.toNanos()));
    give(new Input.EpochPersisted(1));
    give(new Input.SipOpened(1));
  }

  /** The peer opens a session; it is primary, or backup if this node serves. */
  void connect() {
    give(new Input.SocketOpened(++socket, false));
    Hello own = last(sent(Hello.class));
    frame(
        new Hello(
            own.protocolMin(),
            own.protocolMax(),
            "0",
            own.pairName(),
            "sips-a",
            1,
            process,
            own.bootId(),
            own.arbiterType(),
            own.arbiterPlace(),
            "a:8080",
            Map.of(),
            Map.of(),
            true,
            peer,
            socket,
            Resumption.NONE));
    session = last(sent(HelloAck.class)).session();
    number = 0;
    frame(new HelloAck(own.protocolMax(), session));
    frame(new Heartbeat(session, 0, 1, 0, peer, Promise.NONE, null));
  }

  /** The connection is lost, and with it the session. */
  void lose() {
    give(new Input.SocketClosed(socket, "lost"));
    now += Duration.ofMillis(1_600).toNanos(); // addp-timeout is 1.5 s
    give(new Input.Tick());
  }

  /** The next session is with another process of the peer, which has no role yet. */
  void restartThePeer() {
    process++;
    peer = NEW;
  }

  /** The peer says from now on that it serves in an epoch. */
  void letThePeerServe(long epoch) {
    peer =
        new PeerStatus(
            Role.PRIMARY,
            epoch,
            epoch,
            0,
            0,
            false,
            false,
            false,
            false,
            false,
            List.of(),
            null,
            false);
  }

  /** Becomes primary, and is connected with a backup that holds no calls. */
  void serveBesideAnEmptyBackup() {
    serve();
    connect();
    tellThatNothingIsHeld();
  }

  /** The peer, a backup, answers the inventory: it holds no calls. */
  void tellThatNothingIsHeld() {
    int inventory = last(sentMessages(InventoryRequest.class)).inventory();
    message(new InventoryPart(inventory, List.of(), List.of(), true));
  }

  /** The next message of the peer. */
  void message(PeerMessage message) {
    frame(new Data(session, ++number, 1, message));
  }

  /** The peer confirms all that it was sent. */
  void confirm() {
    confirm(
        sent(Data.class).stream()
            .filter(data -> data.session() == session)
            .mapToLong(Data::number)
            .max()
            .orElse(0));
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
      frame(new Heartbeat(session, 0, now, heard, peer, Promise.NONE, null));
    }
  }

  /** What it says of its synchronization. */
  SyncReport report() {
    return Objects.requireNonNull(last(sent(Heartbeat.class)).status().sync());
  }

  /** The calls that it holds. */
  CallDirectory calls() {
    return node.calls();
  }

  /** What it published last. */
  NodeView view() {
    return last(wanted(Effect.Publish.class)).view();
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
    give(new Input.FrameReceived(socket, frame));
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

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  /** Its events since it was last asked, but for the steps of role changes. */
  List<String> events() {
    List<String> told =
        events.stream()
            .filter(event -> event.code() != EventCode.ROLE_STEP)
            .map(event -> event.level() + " " + event.code() + ": " + event.text())
            .toList();
    events.clear();
    return told;
  }

  /** Whether a line of its log contains that. */
  boolean saidThat(String text) {
    return said.stream().anyMatch(line -> line.contains(text));
  }
}
