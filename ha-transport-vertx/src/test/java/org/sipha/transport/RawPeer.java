package org.sipha.transport;

import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Ack;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.HelloAck;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Promise;
import org.sipha.core.link.Frame.Resumption;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.Buckets;
import org.sipha.core.link.PeerMessage.DigestRequest;
import org.sipha.core.link.PeerMessage.Digests;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;
import org.sipha.core.link.PeerMessage.RegistrationsTold;
import org.sipha.core.role.Role;

/**
 * A backup without calls on a plain blocking socket: it does the handshake and keeps the session as
 * a node would, until a test lets it misbehave.
 */
final class RawPeer implements AutoCloseable {
  /** Bytes of the smallest frame that {@link #flood} sends, with its length. */
  static final int SMALLEST_FLOOD_FRAME = 20;

  private static final int SMALL_BUFFER = 64 << 10;
  private static final long HEARTBEAT_NANOS = 100_000_000L;
  private static final PeerStatus BACKUP =
      new PeerStatus(
          Role.BACKUP, 0, 0, 0, 0, false, false, false, false, true, List.of(), null, false);

  private final FrameCodec codec = new FrameCodec(new ProtobufCallCodec());
  private final Socket socket = new Socket();
  private final DataInputStream in;
  private long session;
  private volatile long toEcho;
  private volatile long received;
  private long sent;
  private volatile boolean reads = true;
  private volatile int bytesPerSecond = Integer.MAX_VALUE;
  private volatile boolean closed;

  RawPeer(LonePrimary primary) throws IOException {
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.setSoTimeout((int) Eventually.DEADLINE.toMillis());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), primary.port()));
    in = new DataInputStream(socket.getInputStream());
    shakeHands();
    daemon("reader", this::read);
    daemon("heart", this::beat);
  }

  private void shakeHands() throws IOException {
    Hello other = (Hello) next();
    send(
        new Hello(
            other.protocolMin(),
            other.protocolMax(),
            other.productVersion(),
            other.pairName(),
            "sips-b",
            2,
            System.nanoTime() | 1,
            other.bootId(),
            other.arbiterType(),
            other.arbiterPlace(),
            "127.0.0.1:8081",
            other.unsafeSettings(),
            other.sharedSettings(),
            false,
            BACKUP,
            1,
            Resumption.NONE));
    HelloAck accepted = (HelloAck) next();
    session = accepted.session();
    send(accepted);
  }

  private Frame next() throws IOException {
    byte[] bytes = new byte[in.readInt()];
    for (int filled = 0; filled < bytes.length; ) {
      int part = Math.min(bytes.length - filled, Math.max(1, bytesPerSecond / 10));
      in.readFully(bytes, filled, part);
      filled += part;
      if (bytesPerSecond < Integer.MAX_VALUE) {
        LockSupport.parkNanos(HEARTBEAT_NANOS);
      }
    }
    try {
      return codec.decode(bytes);
    } catch (MalformedFrameException e) {
      throw new IOException(e);
    }
  }

  private void read() {
    try {
      while (!closed) {
        if (!reads) {
          LockSupport.parkNanos(HEARTBEAT_NANOS);
          continue;
        }
        Frame frame = next();
        if (frame instanceof Heartbeat heartbeat) {
          toEcho = heartbeat.sentNanos();
        } else if (frame instanceof Data data) {
          received = data.number();
          answer(data.message());
          send(new Ack(session, received));
        }
      }
    } catch (IOException e) {
      closed = true;
    }
  }

  /** It holds nothing. */
  private void answer(PeerMessage asked) throws IOException {
    if (asked instanceof InventoryRequest request) {
      tell(new InventoryPart(request.inventory(), List.of(), List.of(), true));
    } else if (asked instanceof DigestRequest request) {
      Buckets buckets = request.buckets();
      int below = buckets.numbers().size() << Buckets.stepBelow(buckets.bits(), request.leafBits());
      tell(new Digests(request.inventory(), buckets, Collections.nCopies(below, 0L)));
    } else if (asked instanceof RegistrationsTold) {
      tell(new RegistrationsTold());
    }
  }

  private void beat() {
    try {
      while (!closed) {
        send(heartbeat());
        LockSupport.parkNanos(HEARTBEAT_NANOS);
      }
    } catch (IOException e) {
      closed = true;
    }
  }

  private Heartbeat heartbeat() {
    return new Heartbeat(session, received, System.nanoTime(), toEcho, BACKUP, Promise.NONE, null);
  }

  private synchronized void tell(PeerMessage message) throws IOException {
    send(new Data(session, ++sent, 0, message));
  }

  private synchronized void send(Frame frame) throws IOException {
    Buffer bytes = Buffer.buffer();
    codec.encode(frame, bytes);
    socket.getOutputStream().write(bytes.getBytes());
  }

  /** From now on nothing is read; its heart goes on beating. */
  void stopReading() {
    reads = false;
  }

  /** From now on so much is read. */
  void readSlowly(int bytesInASecond) {
    bytesPerSecond = bytesInASecond;
  }

  /**
   * Sends frames of a session as fast as they are taken.
   *
   * @return how many
   */
  long flood(long nanos) {
    long end = System.nanoTime() + nanos;
    long frames = 0;
    try {
      while (System.nanoTime() - end < 0 && !closed) {
        synchronized (this) {
          Buffer bytes = Buffer.buffer();
          for (int i = 0; i < 500; i++) {
            codec.encode(
                new Data(session, ++sent, 0, new PeerMessage.NothingToCarry(Samples.call().id())),
                bytes);
            codec.encode(heartbeat(), bytes);
          }
          socket.getOutputStream().write(bytes.getBytes());
        }
        frames += 1_000;
      }
    } catch (IOException e) {
      closed = true;
    }
    return frames;
  }

  boolean isClosed() {
    return closed;
  }

  private static void daemon(String name, Runnable action) {
    Thread thread = new Thread(action, "peer's " + name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
