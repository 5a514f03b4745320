package org.sipha.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.HelloAck;
import org.sipha.core.link.Frame.Reject;
import org.sipha.core.link.Frame.Resumption;
import org.sipha.core.node.Effect;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;

/** Frames of the handshake where nobody expects them, from a peer that is established or isn't. */
class OddFramesTest {
  private static final long MILLI = 1_000_000;

  private final List<Effect> effects = new ArrayList<>();
  private final HaNode node = new HaNode(settings(), 0);
  private long now;

  @BeforeEach
  void establish() {
    give(new Input.SocketOpened(1, false));
    Hello own = lastSent(Hello.class);
    give(new Input.FrameReceived(1, peer(own)));
    give(new Input.FrameReceived(1, lastSent(HelloAck.class)));
    assertThat(view().connection().state()).isEqualTo(ConnectionState.ESTABLISHED);
  }

  @Test
  void aSecondHelloEndsTheSocketAndIsNotWaitedFor() {
    oddFrame(peer(lastSent(Hello.class)));
  }

  @Test
  void aSecondHelloAckEndsTheSocketAndIsNotWaitedFor() {
    oddFrame(new HelloAck(1, view().connection().session()));
  }

  @Test
  void aRejectAfterTheHandshakeEndsTheSocketAndIsNotWaitedFor() {
    oddFrame(
        new Reject(Reject.Reason.FOREIGN, "not any more", peer(lastSent(Hello.class)).status()));
  }

  @Test
  void aHelloAckForAnotherProtocolThanBothSpeakClosesTheSocketAndSaysWhy() {
    long agreed = view().connection().session();
    for (int protocol : new int[] {0, 1, 3}) {
      long socket = 10 + protocol;
      give(new Input.SocketOpened(socket, false));
      give(new Input.FrameReceived(socket, peer(lastSent(Hello.class))));
      long session = lastSent(HelloAck.class).session();

      give(new Input.FrameReceived(socket, new HelloAck(protocol, session)));

      assertThat(effects)
          .contains(
              new Effect.CloseSocket(
                  socket,
                  "HELLO_ACK for protocol " + protocol + " where 2 is the newest that both speak"));
    }
    assertThat(view().connection().session()).isEqualTo(agreed);
  }

  /** Suspect at once, though the silence of the closed socket would only be noticed later. */
  private void oddFrame(Frame frame) {
    long session = view().connection().session();

    give(new Input.FrameReceived(1, frame));

    assertThat(effects).anyMatch(Effect.CloseSocket.class::isInstance);
    assertThat(view().connection().state()).isEqualTo(ConnectionState.SUSPECT);
    assertThat(view().connection().lastTrouble())
        .isEqualTo(frame.getClass().getSimpleName() + " within a session");
    assertThat(view().connection().session()).isEqualTo(session);
  }

  @Test
  void strangersOnOtherSocketsDoNotTouchTheSession() {
    NodeView.Connection before = view().connection();
    Hello peer = peer(lastSent(Hello.class));

    for (long socket = 2; socket < 20; socket++) {
      give(new Input.SocketOpened(socket, false));
      Frame odd =
          switch ((int) socket % 5) {
            case 0 -> new HelloAck(1, before.session());
            case 1 -> new Frame.Data(before.session(), 1, 1, new PeerMessage.RightReleased(1));
            case 2 -> new Frame.Goodbye(before.session());
            case 3 -> new Frame.Fenced(before.session(), 99);
            default -> new Reject(Reject.Reason.FOREIGN, "who are you", peer.status());
          };
      give(new Input.FrameReceived(socket, odd));
      give(new Input.SocketClosed(socket, "gone"));
    }

    assertThat(view().connection().state()).isEqualTo(ConnectionState.ESTABLISHED);
    assertThat(view().connection().session()).isEqualTo(before.session());
    assertThat(view().connection().establishedNanos()).isEqualTo(before.establishedNanos());
    assertThat(view().connection().lastTrouble()).isEqualTo(before.lastTrouble());
  }

  /** As when the peer doesn't believe this node's certificate. */
  @Test
  void aSocketThatNeverCameToASessionLeavesItsReason() {
    give(new Input.SocketClosed(1, "reset"));
    now += 3_000 * MILLI;
    give(new Input.Tick());
    assertThat(view().connection().state()).isEqualTo(ConnectionState.DOWN);

    give(new Input.SocketOpened(2, true));
    give(new Input.SocketClosed(2, "it refuses this server's certificate"));
    now += 200 * MILLI;
    give(new Input.Tick());

    assertThat(view().connection().lastTrouble()).isEqualTo("it refuses this server's certificate");
  }

  private void give(Input input) {
    now += MILLI;
    effects.addAll(node.handle(input, now).effects());
  }

  private NodeView view() {
    return last(Effect.Publish.class).view();
  }

  private <F extends Frame> F lastSent(Class<F> kind) {
    return effects.stream()
        .filter(Effect.SendFrame.class::isInstance)
        .map(effect -> ((Effect.SendFrame) effect).frame())
        .filter(kind::isInstance)
        .map(kind::cast)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private <E extends Effect> E last(Class<E> kind) {
    return effects.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static Hello peer(Hello own) {
    return new Hello(
        own.protocolMin(),
        own.protocolMax(),
        own.productVersion(),
        own.pairName(),
        "sips-b",
        2,
        77,
        own.bootId(),
        own.arbiterType(),
        own.arbiterPlace(),
        "127.0.0.1:8081",
        own.unsafeSettings(),
        own.sharedSettings(),
        false,
        own.status(),
        1,
        Resumption.NONE);
  }

  private static NodeSettings settings() {
    return new NodeSettings(
        "sips-a",
        1,
        "pair",
        "0",
        Protocol.range(),
        5,
        "boot",
        ArbiterType.FILE,
        "lock",
        WithoutQuorum.STOP,
        Map.of(),
        Map.of(),
        "127.0.0.1:8080",
        true,
        0,
        true,
        false,
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        Duration.ofMillis(1_500),
        Duration.ofSeconds(2),
        Duration.ofMillis(100),
        1_000,
        Set.of());
  }
}
