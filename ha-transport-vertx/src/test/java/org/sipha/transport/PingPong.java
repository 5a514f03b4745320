package org.sipha.transport;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.link.Frame;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.node.Effect;
import org.sipha.core.node.Input;
import org.sipha.core.node.Step;
import org.sipha.core.port.Grid;
import org.sipha.core.port.Ports;

/**
 * Two loops, each with its node, sockets and Vert.x as in two processes. The dialling node sends a
 * call, the other one acknowledges it, and the next call goes.
 */
final class PingPong implements AutoCloseable {
  private static final Step NOTHING = new Step(List.of(), List.of());
  private static final int DISCARD = 9;

  private final Vertx listenerVertx = Vertx.vertx();
  private final Vertx diallerVertx = Vertx.vertx();
  private final CompletableFuture<Long> done = new CompletableFuture<>();
  private final @Nullable PeerTls tls;
  private final int window;
  private final int calls;
  private long sent;
  private long startNanos;

  /** Sends {@code calls} calls in plaintext, at most {@code window} of them unacknowledged. */
  PingPong(int window, int calls) {
    this(window, calls, null);
  }

  PingPong(int window, int calls, @Nullable PeerTls tls) {
    this.tls = tls;
    this.window = window;
    this.calls = calls;
  }

  /** Nanoseconds from the first call to the last acknowledgement. */
  long run() throws Exception {
    int port = start(listenerVertx, this::acknowledge, DISCARD);
    start(diallerVertx, this::send, port);
    return done.get(60, TimeUnit.SECONDS);
  }

  private Step acknowledge(Input input) {
    return input instanceof Input.FrameReceived received
            && received.frame() instanceof Frame.Data data
        ? effects(List.of(new Effect.SendFrame(received.socket(), Samples.ack(data.number()))))
        : NOTHING;
  }

  private Step send(Input input) {
    if (input instanceof Input.SipClosed) {
      return effects(List.of(new Effect.Dial()));
    }
    if (input instanceof Input.SocketOpened opened) {
      startNanos = System.nanoTime();
      return effects(IntStream.range(0, window).mapToObj(i -> call(opened.socket())).toList());
    }
    if (input instanceof Input.FrameReceived received
        && received.frame() instanceof Frame.Ack ack) {
      if (ack.received() == calls) {
        done.complete(System.nanoTime() - startNanos);
      }
      return sent < calls ? effects(List.of(call(received.socket()))) : NOTHING;
    }
    return NOTHING;
  }

  private Effect call(long socket) {
    sent++;
    Call sample = Samples.call();
    Call call =
        new Call(
            new CallId(sent),
            sample.state(),
            sample.multisite(),
            sample.startedAtMillis(),
            sample.from(),
            sample.to(),
            sample.a(),
            sample.b(),
            0,
            List.of(),
            0,
            0);
    return new Effect.SendFrame(
        socket, new Frame.Data(1, sent, 1, new PeerMessage.CallChange(Samples.record(call))));
  }

  private static Step effects(List<Effect> effects) {
    return new Step(effects, List.of());
  }

  @SuppressWarnings("NullAway") // the nodes of this test use no port but the sockets
  private int start(Vertx vertx, Function<Input, Step> node, int peerPort) throws Exception {
    NodeLoop loop =
        new NodeLoop(
            vertx,
            new NodeLoop.Node() {
              @Override
              public Step handle(Input input, long nowNanos) {
                return node.apply(input);
              }

              @Override
              public long wakeUpAtNanos() {
                return Long.MAX_VALUE;
              }
            },
            (code, text) -> {},
            () -> done.completeExceptionally(new IllegalStateException("a node is broken")));
    EventBusPeerSockets sockets =
        new EventBusPeerSockets(
            vertx,
            loop,
            new ProtobufCallCodec(),
            new PeerSocketSettings("127.0.0.1", 0, "127.0.0.1", peerPort, tls));
    int port = sockets.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    loop.start(new Ports(sockets, null, null, null, null, null, Grid.NONE));
    loop.give(new Input.SipClosed());
    return port;
  }

  @Override
  public void close() {
    for (Vertx vertx : List.of(diallerVertx, listenerVertx)) {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
    }
  }

  /** Prints the round trip of one call, and how many calls a second go with a window of 200. */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("ping-pong");
    PeerTls tls = new TestAuthority(directory, "pair").issue("node");
    for (int round = 1; round <= 4; round++) {
      TlsCost.measure(tls, 10_000, 100_000).print();
    }
  }
}
