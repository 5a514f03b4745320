package org.sipha.it.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Many clients of a server's pages at once, each on a connection of its own, from a few addresses
 * of loopback so that none of these is at its bound (Linux).
 */
public final class Crowd implements AutoCloseable {
  private static final int ADDRESSES = 8;
  private static final String LENGTH = "content-length:";

  private final List<Socket> sockets = new ArrayList<>();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean closed;

  private Crowd() {}

  private interface Behaviour {
    void live(Socket socket) throws IOException;
  }

  /** Clients that ask for a page again and again. */
  public static Crowd polling(int clients, URI page, Duration every) {
    Crowd crowd = new Crowd();
    crowd.gather(clients, page, socket -> crowd.poll(socket, page, every));
    return crowd;
  }

  /** Open pages: clients of a stream of events. */
  public static Crowd watching(int clients, URI stream) {
    Crowd crowd = new Crowd();
    crowd.gather(clients, stream, socket -> crowd.watch(socket, stream));
    return crowd;
  }

  private void gather(int clients, URI page, Behaviour behaviour) {
    for (int i = 0; i < clients; i++) {
      try {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress("127.0.1." + (1 + i % ADDRESSES), 0));
        socket.connect(new InetSocketAddress(page.getHost(), page.getPort()));
        Thread thread = new Thread(() -> run(behaviour, socket), "client-" + i);
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void run(Behaviour behaviour, Socket socket) {
    try {
      behaviour.live(socket);
    } catch (IOException e) {
      if (!closed) {
        failures.incrementAndGet();
      }
    }
  }

  private void poll(Socket socket, URI page, Duration every) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    while (!closed) {
      request(socket, page);
      int length = 0;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
          length = Integer.parseInt(line.substring(LENGTH.length()).strip());
        }
      }
      in.readNBytes(length);
      answers.incrementAndGet();
      LockSupport.parkNanos(every.toNanos());
    }
  }

  private void watch(Socket socket, URI stream) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    request(socket, stream);
    while (!closed) {
      if (line(in).startsWith("data: ")) {
        answers.incrementAndGet();
      }
    }
  }

  private static void request(Socket socket, URI page) throws IOException {
    String target = page.getPath() + (page.getQuery() == null ? "" : "?" + page.getQuery());
    String request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: application/json\r\n\r\n"
            .formatted(target, page.getAuthority());
    socket.getOutputStream().write(request.getBytes(US_ASCII));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the server has ended the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** Answers, or events of streams, that all of them have read so far. */
  public long answers() {
    return answers.get();
  }

  /** Clients whose connection broke. */
  public long failures() {
    return failures.get();
  }

  @Override
  public void close() {
    closed = true;
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
