package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.sipha.core.link.Frame;
import org.sipha.core.node.Input;

/** The contract over Vert.x: each end is a process of its own as far as Vert.x goes. */
class EventBusPeerSocketsTest extends PeerLinkContract {
  @Override
  LinkEnd end(int peerPort) {
    return new VertxEnd(new PeerSocketSettings("127.0.0.1", 0, "localhost", peerPort, null));
  }

  @Override
  Stranger stranger(LinkEnd end) throws IOException {
    return new Stranger(end);
  }

  @Override
  SilentPeer silentPeer() throws IOException {
    return new SilentPeer(SilentPeer.plaintext());
  }

  @Test
  void aPortInUseIsNamedAndLetsTheStartFail() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();

      assertThatThrownBy(
              () -> new VertxEnd(new PeerSocketSettings("127.0.0.1", port, "127.0.0.1", 9, null)))
          .hasRootCauseInstanceOf(BindException.class)
          .cause()
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }

  @Test
  void aSecondProcessOfTheSameServerCannotOpenItsPort() {
    try (VertxEnd first =
        new VertxEnd(new PeerSocketSettings("127.0.0.1", 0, "127.0.0.1", 9, null))) {
      PeerSocketSettings same =
          new PeerSocketSettings("127.0.0.1", first.port(), "127.0.0.1", 9, null);

      assertThatThrownBy(() -> new VertxEnd(same)).hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void afterItsEndThePortIsFreeAtOnce() {
    int port;
    try (VertxEnd first =
        new VertxEnd(new PeerSocketSettings("127.0.0.1", 0, "127.0.0.1", 9, null))) {
      port = first.port();
    }
    try (VertxEnd again =
        new VertxEnd(new PeerSocketSettings("127.0.0.1", port, "127.0.0.1", 9, null))) {
      assertThat(again.port()).isEqualTo(port);
    }
  }

  @Test
  void aServerThatEndsSendsWhatItHasSaid() {
    LinkEnd listener = new VertxEnd(new PeerSocketSettings("127.0.0.1", 0, "127.0.0.1", 9, null));
    VertxEnd ending =
        new VertxEnd(new PeerSocketSettings("127.0.0.1", 0, "127.0.0.1", listener.port(), null));
    try (listener) {
      ending.sockets().dial();
      long socket = ending.inputs().await(Input.SocketOpened.class, 1).socket();
      for (int i = 0; i < 1_000; i++) {
        ending.sockets().send(socket, Samples.ack(i));
      }
      ending.sockets().send(socket, new Frame.Goodbye(1));

      ending.close();

      long accepted = listener.inputs().await(Input.SocketOpened.class, 1).socket();
      listener.inputs().awaitClosed(accepted);
      assertThat(listener.inputs().frames(accepted)).hasSize(1_001).endsWith(new Frame.Goodbye(1));
    }
  }

  @Test
  void aNodeThatStillTicksAfterTheEndOfItsSocketsIsNotBroken() throws Exception {
    VertxEnd end = new VertxEnd(new PeerSocketSettings("127.0.0.1", 0, "127.0.0.1", 9, null));
    VertxEnd.get(end.sockets.stop());
    CompletableFuture<Void> done = new CompletableFuture<>();

    end.context.runOnContext(
        now -> {
          try {
            end.sockets.dial();
            end.sockets.send(1, Samples.ack(1));
            end.sockets.close(1, "again");
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });

    assertThat(done).succeedsWithin(Eventually.DEADLINE);
    VertxEnd.get(end.vertx.close());
  }

  @Test
  void plaintextLeavesTheMachineNeitherByListeningNorByDialling() {
    for (PeerSocketSettings settings :
        new PeerSocketSettings[] {
          new PeerSocketSettings("0.0.0.0", 0, "127.0.0.1", 9, null),
          new PeerSocketSettings("192.0.2.1", 0, "127.0.0.1", 9, null),
          new PeerSocketSettings("127.0.0.1", 0, "192.0.2.1", 9, null),
          new PeerSocketSettings("::", 0, "::1", 9, null)
        }) {
      assertThatThrownBy(() -> new VertxEnd(settings))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("loopback");
    }
  }

  @Test
  void thereIsOneHaConnectionInAVertx() {
    try (VertxEnd end =
        new VertxEnd(new PeerSocketSettings("127.0.0.1", 0, "127.0.0.1", 9, null))) {
      EventBusPeerSockets second =
          new EventBusPeerSockets(
              end.vertx,
              end.context,
              new ReceivedInputs(),
              WrittenLog.EVENTS,
              new ProtobufCallCodec(),
              new PeerSocketSettings("127.0.0.1", 0, "127.0.0.1", 9, null));

      assertThatThrownBy(second::start).isInstanceOf(IllegalStateException.class);
    }
  }
}
