package org.sipha.transport;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open socket of the bridge: frames what comes, writes what it is given, closes without waiting
 * for anybody.
 */
final class PeerSocket {
  /**
   * Read, and not yet handled by the node; beyond this the socket isn't read, so that the peer's
   * TCP has to wait.
   */
  static final int MAX_UNHANDLED_BYTES = 1 << 20;

  /** So long may a polite close take. */
  static final long CLOSE_MILLIS = 1_000;

  private static final int CANT_BE_WRITTEN = 1;
  // Nobody is that slow who isn't broken; until then the socket just isn't read.
  private static final long HANDLE_MILLIS = TimeUnit.SECONDS.toMillis(30);
  private static final Logger LOG = LoggerFactory.getLogger(PeerSocket.class);

  private final Vertx vertx;
  private final long number;
  private final NetSocket socket;
  private final LinkCounters counters;
  private final FrameSplitter splitter = new FrameSplitter();
  private final Promise<String> closed = Promise.promise();
  private Future<Void> lastWrite = Future.succeededFuture();
  private int unhandledBytes;
  private boolean heard; // a whole frame
  private boolean closing; // by this end: nothing is handed over any more
  private boolean ended; // the socket itself is closed
  private @Nullable String closeReason;

  PeerSocket(Vertx vertx, long number, NetSocket socket, LinkCounters counters) {
    this.vertx = vertx;
    this.number = number;
    this.socket = socket;
    this.counters = counters;
    socket.handler(this::read);
    socket.exceptionHandler(this::failed);
    // What was read before the socket closed may still wait because of a pause, and the end behind
    // it: the closing alone would overtake it.
    socket.closeHandler(
        end -> {
          ended = true;
          socket.resume();
        });
    socket.endHandler(
        end -> closed.complete(closeReason == null ? "closed by the peer" : closeReason));
    socket.resume(); // it was paused until somebody listens
  }

  private void failed(Throwable error) {
    if (Refusal.isTls(error)) {
      Refusal why = Refusal.of(error);
      counters.refused(String.valueOf(socket.remoteAddress()), why);
      reason(why.text());
    } else {
      reason(String.valueOf(error.getMessage()));
    }
  }

  /** Whether the other side has closed it without having said anything. */
  boolean isClosedUnheard() {
    return ended && !closing && !heard;
  }

  /** Completes with the reason when the socket is closed. */
  Future<String> closed() {
    return closed.future();
  }

  /**
   * Writes whole frames and answers the request when the operating system has taken them, or never
   * will.
   */
  void write(Buffer frames, Message<?> request) {
    lastWrite = socket.write(frames);
    lastWrite.onComplete(
        written -> request.reply(null),
        failure -> request.fail(CANT_BE_WRITTEN, String.valueOf(failure.getMessage())));
  }

  /**
   * Closes the socket. Politely: after the last write this end says that nothing more comes, and
   * goes on reading until the peer closes too. To close with unread bytes would send a reset, and
   * that may cost the peer the last frames, a REJECT or a GOODBYE. A peer that doesn't answer in
   * time is cut off.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // if it can't be shut down, the timer cuts it off
  void close(String reason, boolean atOnce) {
    reason(reason);
    closing = true;
    if (atOnce) {
      cutOff(socket);
      return;
    }
    long timer = vertx.setTimer(CLOSE_MILLIS, id -> cutOff(socket));
    closed.future().onComplete(end -> vertx.cancelTimer(timer));
    socket.resume();
    lastWrite.onComplete(
        end -> {
          if (channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
          }
        });
  }

  /**
   * NetSocket.close() would wait until pending writes are done, and TLS for its own farewell: for a
   * frozen peer that is never. So the channel is closed below TLS.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // closed() tells when it is done
  static void cutOff(NetSocket socket) {
    ((NetSocketInternal) socket).channelHandlerContext().pipeline().firstContext().close();
  }

  /** The first reason counts. */
  private void reason(String reason) {
    if (closeReason == null) {
      closeReason = reason;
    }
  }

  private Channel channel() {
    return ((NetSocketInternal) socket).channelHandlerContext().channel();
  }

  private void read(Buffer bytes) {
    if (closing) {
      return;
    }
    List<byte[]> frames;
    try {
      frames = splitter.split(bytes);
    } catch (MalformedFrameException e) {
      counters.malformed(this + " is closed: " + e.getMessage());
      close(String.valueOf(e.getMessage()), true);
      return;
    }
    if (!frames.isEmpty()) {
      heard = true;
      handOver(frames);
    }
  }

  private void handOver(List<byte[]> frames) {
    int size = 0;
    for (byte[] frame : frames) {
      size += frame.length + FrameCodec.LENGTH_BYTES;
    }
    int credit = size;
    counters.in(frames.size(), size);
    unhandledBytes += size;
    if (unhandledBytes > MAX_UNHANDLED_BYTES && !ended) {
      socket.pause();
    }
    vertx
        .eventBus()
        .request(
            LinkMessage.IN,
            new LinkMessage.Received(number, frames),
            LinkMessageCodec.options().setSendTimeout(HANDLE_MILLIS))
        .onComplete(
            handled -> {
              unhandledBytes -= credit;
              if (unhandledBytes <= MAX_UNHANDLED_BYTES / 2) {
                socket.resume();
              }
            },
            failure -> {
              LOG.debug("{}: {}", this, failure.getMessage());
              close("the node takes no frames", true);
            });
  }

  @Override
  public String toString() {
    return "socket " + number + " with " + socket.remoteAddress();
  }
}
