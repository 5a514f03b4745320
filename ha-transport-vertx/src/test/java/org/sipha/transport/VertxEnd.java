package org.sipha.transport;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sipha.core.link.Frame;
import org.sipha.core.port.PeerSockets;

/** An end over Vert.x: a process of its own as far as Vert.x goes. */
final class VertxEnd implements LinkEnd {
  final Vertx vertx = Vertx.vertx();
  final Context context = ((VertxInternal) vertx).createEventLoopContext();
  private final ReceivedInputs inputs = new ReceivedInputs();
  final EventBusPeerSockets sockets;
  private final int port;
  private boolean closed;

  VertxEnd(PeerSocketSettings settings) {
    try {
      sockets =
          new EventBusPeerSockets(
              vertx, context, inputs, WrittenLog.EVENTS, new ProtobufCallCodec(), settings);
      port = get(sockets.start());
    } catch (RuntimeException e) {
      vertx.close();
      throw e;
    }
  }

  @Override
  public PeerSockets sockets() {
    return new PeerSockets() {
      @Override
      public void dial() {
        context.runOnContext(now -> sockets.dial());
      }

      @Override
      public void send(long socket, Frame frame) {
        context.runOnContext(now -> sockets.send(socket, frame));
      }

      @Override
      public void close(long socket, String reason) {
        context.runOnContext(now -> sockets.close(socket, reason));
      }
    };
  }

  @Override
  public ReceivedInputs inputs() {
    return inputs;
  }

  @Override
  public void letGo() {
    context.runOnContext(now -> inputs.letGo().forEach(Runnable::run));
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public LinkCounts counts() {
    return sockets.counts();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      get(sockets.stop());
      get(vertx.close());
    }
  }

  static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
