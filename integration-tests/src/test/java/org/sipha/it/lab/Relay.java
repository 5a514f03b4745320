package org.sipha.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A TCP relay on loopback between two ends, each of which dials it where it would dial the other. A
 * way that is shut keeps what it is given until it opens again, the end of a connection too, as TCP
 * over a dead network does; a dialler who has given up meanwhile is forgotten.
 */
public final class Relay implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;
  private static final int CHUNKS = 256;
  private static final long LOOK_MILLIS = 20;

  private final Way toA = new Way();
  private final Way toB = new Way();
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** One direction. */
  public static final class Way {
    private boolean shut;
    private long delayNanos;

    /** Lets nothing through any more, or everything again. */
    public synchronized void shut(boolean now) {
      shut = now;
      notifyAll();
    }

    synchronized void delay(Duration delay) {
      delayNanos = delay.toNanos();
    }

    synchronized boolean isShut() {
      return shut;
    }

    /** Waits until something that came at a moment is through. */
    synchronized void pass(long cameNanos) throws InterruptedException {
      long left = cameNanos + delayNanos - System.nanoTime();
      while (shut || left > 0) {
        wait(shut ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1);
        left = cameNanos + delayNanos - System.nanoTime();
      }
    }
  }

  /** A piece of a stream; an empty one is its end. */
  private record Chunk(byte[] bytes, long cameNanos) {}

  /**
   * Opens both ports.
   *
   * @param dialledByA where A dials B
   * @param portOfB where B listens
   * @param dialledByB where B dials A
   * @param portOfA where A listens
   */
  public Relay(int dialledByA, int portOfB, int dialledByB, int portOfA) {
    listen(dialledByA, portOfB, toB, toA);
    listen(dialledByB, portOfA, toA, toB);
  }

  /** What goes to A. */
  public Way toA() {
    return toA;
  }

  /** What goes to B. */
  public Way toB() {
    return toB;
  }

  private void listen(int port, int target, Way there, Way back) {
    try {
      ServerSocket listening = new ServerSocket();
      listening.setReuseAddress(true);
      listening.bind(onLoopback(port));
      open.add(listening);
      start(
          () -> {
            while (!closed) {
              Socket dialler = listening.accept();
              open.add(dialler);
              start(() -> connect(dialler, target, there, back));
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port, e);
    }
  }

  private void connect(Socket dialler, int target, Way there, Way back) throws Exception {
    BlockingQueue<Chunk> said = new ArrayBlockingQueue<>(CHUNKS);
    Thread listener = start(() -> read(dialler, said));
    while (there.isShut() || back.isShut()) {
      Thread.sleep(LOOK_MILLIS);
      if (!listener.isAlive()) {
        end(dialler);
        return;
      }
    }
    Socket answerer = new Socket();
    open.add(answerer);
    try {
      answerer.connect(onLoopback(target), 1_000);
    } catch (IOException refused) {
      end(dialler);
      end(answerer);
      return;
    }
    BlockingQueue<Chunk> answered = new ArrayBlockingQueue<>(CHUNKS);
    start(() -> read(answerer, answered));
    start(() -> write(said, there, answerer, dialler));
    start(() -> write(answered, back, dialler, answerer));
  }

  private static void read(Socket from, BlockingQueue<Chunk> to) throws InterruptedException {
    byte[] buffer = new byte[CHUNK];
    int length = 0;
    while (length >= 0) {
      try {
        length = from.getInputStream().read(buffer);
      } catch (IOException reset) {
        length = -1;
      }
      byte[] bytes = new byte[Math.max(0, length)];
      System.arraycopy(buffer, 0, bytes, 0, bytes.length);
      to.put(new Chunk(bytes, System.nanoTime()));
    }
  }

  private void write(BlockingQueue<Chunk> from, Way way, Socket to, Socket other)
      throws InterruptedException {
    try {
      for (Chunk chunk = from.take(); chunk.bytes().length > 0; chunk = from.take()) {
        way.pass(chunk.cameNanos());
        to.getOutputStream().write(chunk.bytes());
      }
      way.pass(System.nanoTime());
    } catch (IOException goneMeanwhile) {
      // What was under way is lost with the connection.
    }
    end(to);
    end(other);
  }

  private void end(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress onLoopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private interface Work {
    void run() throws Exception;
  }

  private Thread start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception e) {
                if (!closed) {
                  throw new IllegalStateException(e);
                }
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() {
    closed = true;
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("can't close " + each, e);
      }
    }
  }
}
