package org.sipha.transport;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallCodec;
import org.sipha.core.event.Events;
import org.sipha.core.link.Frame;
import org.sipha.core.node.Input;
import org.sipha.core.port.PeerSockets;

/**
 * The HA connection as the node sees it: turns frames into bytes for {@link PeerSocketBridge} and
 * back, over the local event-bus addresses of {@link LinkMessage}.
 *
 * <p>Works on the node's own context, and so do the sockets (docs/adr/0012): encoding and decoding
 * a call costs microseconds, less than handing it to another thread and back would, and order needs
 * no thought. What the node sends within one turn goes to a socket as one write, of about {@link
 * #BATCH_BYTES} at most.
 *
 * <p>Nothing here grows: bytes that were handed over and not yet taken by the operating system are
 * credit that a socket owes, and a socket that owes {@link #MAX_OUTSTANDING_BYTES} is closed. In
 * the other direction each batch of frames is answered when the node has handled it, and a socket
 * with too much unanswered isn't read.
 *
 * <p>With TLS whoever says Hello must have shown a certificate made out to the name in it ({@link
 * PeerIdentity}); without TLS both ends must be on loopback. There is one HA connection in a {@link
 * Vertx}.
 */
public final class EventBusPeerSockets implements PeerSockets {
  /** So much may be on the way to a socket. */
  static final int MAX_OUTSTANDING_BYTES = 8 << 20;

  /** A write is ended by the frame with which it reaches this. */
  static final int BATCH_BYTES = 64 << 10;

  /** What a few calls take: a buffer that begins empty would be copied six times until then. */
  private static final int USUAL_BATCH_BYTES = 4 << 10;

  private final EventBus bus;
  private final Context context;
  private final TrackedInputs inputs;
  private final FrameCodec codec;
  private final LinkCounters counters;
  private final PeerSocketBridge bridge;
  private final DeliveryOptions options = LinkMessageCodec.options();

  // Of the context's thread alone:
  private final Map<Long, Outgoing> sockets = new HashMap<>();
  private final Set<Outgoing> unflushed = new LinkedHashSet<>();
  private final List<MessageConsumer<?>> consumers = new ArrayList<>();
  private boolean stopped; // what the node still wants, a dial for example, is swallowed

  /** What this end knows of an open socket. */
  private static final class Outgoing {
    final long number;
    Buffer batch = Buffer.buffer(USUAL_BATCH_BYTES);
    int batchFrames;
    int outstandingBytes;
    final @Nullable PeerIdentity peer;
    boolean introduced;
    boolean closing;

    Outgoing(long number, @Nullable PeerIdentity peer) {
      this.number = number;
      this.peer = peer;
    }
  }

  /**
   * The HA connection of a node.
   *
   * @throws IllegalArgumentException if there is no TLS and either address isn't on loopback
   */
  public EventBusPeerSockets(
      Vertx vertx, NodeLoop loop, CallCodec calls, PeerSocketSettings settings) {
    this(vertx, loop.context(), loop.fromPeer(), loop.events(), calls, settings);
  }

  EventBusPeerSockets(
      Vertx vertx,
      Context context,
      TrackedInputs inputs,
      Events events,
      CallCodec calls,
      PeerSocketSettings settings) {
    this.bus = vertx.eventBus();
    this.context = context;
    this.inputs = inputs;
    this.counters = new LinkCounters(events);
    this.codec = new FrameCodec(calls);
    this.bridge =
        new PeerSocketBridge(
            vertx, settings.tls() == null ? onLoopback(settings) : settings, counters);
  }

  /**
   * Listens. Call it before {@link NodeLoop#start}, so that a node which runs has its port.
   *
   * @return the port; fails with an {@link java.io.IOException} that names the address if it can't
   *     be opened, as when another process of the same server runs
   * @throws IllegalStateException if this {@link Vertx} has an HA connection already
   */
  public Future<Integer> start() {
    bus.registerCodec(new LinkMessageCodec());
    Promise<Integer> started = Promise.promise();
    context.runOnContext(
        now -> {
          consumers.add(bus.<LinkMessage.Event>localConsumer(LinkMessage.EVENTS, this::happened));
          consumers.add(bus.<LinkMessage.Received>localConsumer(LinkMessage.IN, this::received));
          bridge
              .start()
              .map(listening -> bridge.port())
              .onFailure(failure -> leaveBus())
              .onComplete(started);
        });
    return started.future();
  }

  /**
   * Closes all sockets, after what was sent, and the port; at most a moment later nothing is left.
   */
  public Future<Void> stop() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        now -> {
          flushAll();
          stopped = true;
          // Behind what was written, and the end behind what the sockets said last.
          context.runOnContext(
              written ->
                  bridge
                      .stop()
                      .onComplete(
                          end ->
                              context.runOnContext(
                                  last -> {
                                    leaveBus();
                                    done.handle(end);
                                  })));
        });
    return done.future();
  }

  private void leaveBus() {
    consumers.forEach(MessageConsumer::unregister);
    bus.unregisterCodec(options.getCodecName());
  }

  /** What went over the HA connection; any thread. */
  public LinkCounts counts() {
    return counters.counts();
  }

  @Override
  public void dial() {
    command(new LinkMessage.Dial());
  }

  /** Called on the node's context only, where the effects of a node are performed. */
  @Override
  public void send(long socket, Frame frame) {
    checkThread();
    Outgoing to = sockets.get(socket);
    if (to == null || to.closing || stopped) {
      return;
    }
    int before = to.batch.length();
    codec.encode(frame, to.batch);
    to.batchFrames++;
    to.outstandingBytes += to.batch.length() - before;
    if (to.outstandingBytes > MAX_OUTSTANDING_BYTES) {
      counters.slow("Socket " + socket + " is closed: the peer doesn't read");
      cutOff(to, "the peer doesn't read");
    } else if (to.batch.length() >= BATCH_BYTES) {
      flush(to);
    } else {
      if (unflushed.isEmpty()) {
        context.runOnContext(endOfTurn -> flushAll());
      }
      unflushed.add(to);
    }
  }

  /** Called on the node's context only. */
  @Override
  public void close(long socket, String reason) {
    checkThread();
    Outgoing to = sockets.get(socket);
    if (to != null && !to.closing && !stopped) {
      flush(to);
      to.closing = true;
      command(new LinkMessage.Close(socket, reason, false));
    }
  }

  private void cutOff(Outgoing to, String reason) {
    to.closing = true;
    to.batch = Buffer.buffer();
    to.batchFrames = 0;
    command(new LinkMessage.Close(to.number, reason, true));
  }

  private void flushAll() {
    unflushed.forEach(this::flush);
    unflushed.clear();
  }

  private void flush(Outgoing to) {
    if (to.batchFrames == 0) {
      return;
    }
    Buffer batch = to.batch;
    counters.out(to.batchFrames, batch.length());
    to.batch = Buffer.buffer(USUAL_BATCH_BYTES);
    to.batchFrames = 0;
    bus.request(LinkMessage.OUT, new LinkMessage.Write(to.number, batch), options)
        .onComplete(
            accepted -> to.outstandingBytes -= batch.length(),
            refused -> {
              // Closed already, or for the event bus's 30 s nothing could be written.
              if (!to.closing) {
                cutOff(to, "can't be written: " + refused.getMessage());
              }
            });
  }

  private void command(LinkMessage.Command command) {
    if (!stopped) {
      bus.send(LinkMessage.OUT, command, options);
    }
  }

  private void happened(Message<LinkMessage.Event> message) {
    LinkMessage.Event event = message.body();
    if (event instanceof LinkMessage.Opened opened) {
      sockets.put(opened.socket(), new Outgoing(opened.socket(), opened.peer()));
      inputs.give(new Input.SocketOpened(opened.socket(), opened.dialled()));
    } else if (event instanceof LinkMessage.Closed closed) {
      Outgoing gone = sockets.remove(closed.socket());
      if (gone != null) {
        gone.closing = true;
      }
      inputs.give(new Input.SocketClosed(closed.socket(), closed.text()));
    } else if (event instanceof LinkMessage.DialFailed failed) {
      inputs.give(new Input.DialFailed(failed.text()));
    }
  }

  private void received(Message<LinkMessage.Received> message) {
    LinkMessage.Received received = message.body();
    Outgoing from = sockets.get(received.socket());
    if (from == null || from.closing) {
      message.reply(null);
      return;
    }
    List<Frame> frames = new ArrayList<>(received.frames().size());
    for (byte[] bytes : received.frames()) {
      try {
        Frame frame = codec.decode(bytes);
        Optional<Refusal> objection = objection(from, frame);
        if (objection.isPresent()) {
          counters.refused("socket " + received.socket(), objection.get());
          cutOff(from, objection.get().text());
          break;
        }
        frames.add(frame);
      } catch (MalformedFrameException e) {
        counters.malformed("Socket " + received.socket() + " is closed: " + e.getMessage());
        cutOff(from, String.valueOf(e.getMessage()));
        break;
      }
    }
    if (frames.isEmpty()) {
      message.reply(null);
      return;
    }
    int last = frames.size() - 1;
    for (Frame frame : frames.subList(0, last)) {
      inputs.give(new Input.FrameReceived(received.socket(), frame, true));
    }
    inputs.give(
        new Input.FrameReceived(received.socket(), frames.get(last)), () -> message.reply(null));
  }

  /** Whoever hasn't said who it is can't refuse us either. */
  private static Optional<Refusal> objection(Outgoing from, Frame frame) {
    if (from.peer == null) {
      return Optional.empty();
    }
    if (frame instanceof Frame.Hello hello) {
      from.introduced = true;
      return from.peer.objection(hello.nodeName(), Instant.now());
    }
    return frame instanceof Frame.Reject && !from.introduced
        ? Optional.of(new Refusal(Refusal.Kind.WRONG_NAME, "it refuses without its HELLO"))
        : Optional.empty();
  }

  private void checkThread() {
    if (!((ContextInternal) context).inThread()) {
      throw new IllegalStateException(
          "on " + Thread.currentThread().getName() + " instead of the node's thread");
    }
  }

  /** With the numbers of both addresses, not the names: what has been checked is what is used. */
  private static PeerSocketSettings onLoopback(PeerSocketSettings settings) {
    return new PeerSocketSettings(
        loopback(settings.address()),
        settings.port(),
        loopback(settings.peerAddress()),
        settings.peerPort(),
        null);
  }

  private static String loopback(String address) {
    try {
      InetAddress resolved = InetAddress.getByName(address);
      if (!resolved.isLoopbackAddress()) {
        throw new IllegalArgumentException(
            "without TLS the HA connection works on loopback only, not on " + address);
      }
      return resolved.getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("unknown address " + address, e);
    }
  }
}
