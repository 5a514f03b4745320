package org.sipha.sip.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.SipAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection with a party: cuts what comes into messages, writes what it is given, and doesn't
 * wait for anybody. On one event loop.
 *
 * <pre>
 * opening --open--> open --close, or the other side--> closed
 *    +--close------------------------------------------->
 * </pre>
 */
final class StreamConnection {
  private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);
  private static final Buffer PONG = Buffer.buffer("\r\n");

  /** Until a message that the receiver had no room for is offered again. */
  private static final long AGAIN_MILLIS = 20;

  /** So long may the other side take to read why it was refused. */
  private static final long REFUSAL_MILLIS = 1_000;

  private static final long NONE = -1;

  /** A message that waits until the connection is open. */
  private record Waiting(Buffer message, Runnable undeliverable) {}

  private final MessageSplitter.Sink sink =
      new MessageSplitter.Sink() {
        @Override
        public void message(byte[] message) {
          received.add(message);
          stopWatch();
        }

        @Override
        public void ping() {
          send(PONG, () -> {});
        }
      };

  private final Vertx vertx;
  private final SipAddress peer;
  private final StreamLimits limits;
  private final SipReceiver receiver;
  private final MessageSplitter splitter = new MessageSplitter();
  private final Deque<byte[]> received = new ArrayDeque<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final Promise<String> closed = Promise.promise();
  private @Nullable NetSocket socket;
  private volatile boolean open;
  private boolean refused;
  private boolean offeringAgain;
  private int unsentBytes;
  private long watch = NONE;

  StreamConnection(Vertx vertx, SipAddress peer, StreamLimits limits, SipReceiver receiver) {
    this.vertx = vertx;
    this.peer = peer;
    this.limits = limits;
    this.receiver = receiver;
  }

  SipAddress peer() {
    return peer;
  }

  /** Any thread. */
  boolean isOpen() {
    return open;
  }

  /** Completes with the reason when it is closed. */
  Future<String> closed() {
    return closed.future();
  }

  /** The socket is there, and everything that has waited for it goes out. */
  void open(NetSocket connected) {
    socket = connected;
    if (closed.future().isComplete()) {
      cutOff(connected);
      return;
    }
    open = true;
    connected.handler(this::read);
    connected.exceptionHandler(error -> LOG.debug("{}: {}", this, error.getMessage()));
    // What was read before the other side closed may still wait because of a pause.
    connected.closeHandler(
        end -> {
          open = false;
          connected.resume();
        });
    connected.endHandler(end -> ended("closed by the party"));
    connected.resume();
    waiting.forEach(next -> write(connected, next.message(), next.undeliverable()));
    waiting.clear();
  }

  /** Closes it unless its other side says something in time. */
  void expectMessage() {
    if (watch == NONE) {
      watch =
          vertx.setTimer(limits.message().toMillis(), id -> close("no complete message in time"));
    }
  }

  private void stopWatch() {
    if (watch != NONE) {
      vertx.cancelTimer(watch);
      watch = NONE;
    }
  }

  // ---- sending

  /** Sends a message, or keeps it until the connection is open. */
  void send(Buffer message, Runnable undeliverable) {
    if (closed.future().isComplete() || refused) {
      undeliverable.run();
      return;
    }
    unsentBytes += message.length();
    if (unsentBytes > limits.unsentBytes()) {
      close("the other side doesn't read");
      undeliverable.run();
    } else if (socket == null) {
      waiting.add(new Waiting(message, undeliverable));
    } else {
      write(socket, message, undeliverable);
    }
  }

  private void write(NetSocket to, Buffer message, Runnable undeliverable) {
    to.write(message)
        .onComplete(
            written -> unsentBytes -= message.length(),
            failure -> {
              LOG.debug("{} can't be written: {}", this, failure.getMessage());
              undeliverable.run();
            });
  }

  // ---- receiving

  private void read(Buffer bytes) {
    if (refused) {
      return;
    }
    try {
      splitter.split(bytes.getBytes(), sink);
      if (splitter.isWithinMessage()) {
        expectMessage();
      }
    } catch (MessageSplitter.BadStream e) {
      refuse(e);
    }
    handOver();
  }

  /** In order; what there is no room for holds up the rest, and in the end the sender. */
  private void handOver() {
    while (!received.isEmpty()) {
      if (!receiver.received(received.getFirst(), peer)) {
        offerAgain();
        return;
      }
      received.removeFirst();
    }
    if (socket != null && open) {
      socket.resume();
    }
  }

  private void offerAgain() {
    if (socket != null && open) {
      socket.pause();
    }
    if (!offeringAgain) {
      offeringAgain = true;
      vertx.setTimer(
          AGAIN_MILLIS,
          id -> {
            offeringAgain = false;
            handOver();
          });
    }
  }

  /**
   * Says what was wrong and nothing more. To close with unread bytes would send a reset, and that
   * may cost the other side the answer: so what still comes is read and forgotten for a moment.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // if it can't be shut down, the timer cuts it off
  private void refuse(MessageSplitter.BadStream bad) {
    LOG.debug("{} is closed: {}", this, bad.getMessage());
    stopWatch();
    byte[] answer = bad.answer();
    Future<Void> written = Future.succeededFuture();
    if (answer != null && socket != null) {
      written = socket.write(Buffer.buffer(answer));
    }
    refused = true;
    open = false;
    vertx.setTimer(REFUSAL_MILLIS, id -> close(String.valueOf(bad.getMessage())));
    written.onComplete(
        end -> {
          if (channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
          }
        });
  }

  private @Nullable Channel channel() {
    return socket == null ? null : ((NetSocketInternal) socket).channelHandlerContext().channel();
  }

  // ---- the end

  /** Closes it at once; what was received and not handed over is forgotten. */
  void close(String reason) {
    received.clear();
    ended(reason);
    if (socket != null) {
      cutOff(socket);
    }
  }

  private void ended(String reason) {
    open = false;
    stopWatch();
    if (closed.tryComplete(reason)) {
      LOG.debug("{} is closed: {}", this, reason);
      waiting.forEach(next -> next.undeliverable().run());
      waiting.clear();
    }
  }

  /**
   * NetSocket.close() would wait until pending writes are done, and TLS for its own farewell: for a
   * peer that doesn't read that is never. So the channel is closed below TLS.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
  static void cutOff(NetSocket socket) {
    ChannelHandlerContext first =
        ((NetSocketInternal) socket).channelHandlerContext().pipeline().firstContext();
    if (first != null) { // else it is closed already
      first.close();
    }
  }

  @Override
  public String toString() {
    return "connection with " + peer;
  }
}
