package org.sipha.config.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;

/** An HTTP server on loopback that answers what a test says, byte by byte; then it closes. */
final class ScriptedServer implements AutoCloseable {
  /** What it does with a connection on which a request has come. */
  interface Script {
    void play(OutputStream out) throws IOException;
  }

  private static final int TLS_HANDSHAKE = 22; // RFC 8446 5.1

  private final ServerSocket socket;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<List<String>> requests = new CopyOnWriteArrayList<>();
  private volatile Script script = out -> {};

  ScriptedServer(ServerSocketFactory factory) {
    try {
      socket = factory.createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The lines of the requests so far. */
  List<List<String>> requests() {
    return requests;
  }

  void plays(Script next) {
    script = next;
  }

  /** A whole answer; {@code head} is its status and headers, a line each. */
  void answers(String head, String body) {
    plays(
        out -> {
          write(out, "HTTP/1.1 " + head + "\nConnection: close\n");
          write(out, "Content-Length: " + body.length() + "\n\n");
          out.write(body.getBytes(US_ASCII));
          out.flush();
        });
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.replace("\n", "\r\n").getBytes(US_ASCII));
    out.flush();
  }

  /** Blocks until the server is closed: for answers that don't come. */
  void never() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        daemon(() -> serve(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      in.mark(1);
      if (in.read() == TLS_HANDSHAKE) { // has no lines that could be waited for
        requests.add(List.of("TLS, " + in.read(new byte[1 << 14]) + " bytes"));
      } else {
        in.reset();
        requests.add(lines(in));
      }
      script.play(connection.getOutputStream());
    } catch (IOException e) {
      // The client has heard enough.
    }
  }

  private static List<String> lines(InputStream in) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, US_ASCII));
    List<String> lines = new ArrayList<>();
    String line = reader.readLine();
    while (line != null && !line.isEmpty()) {
      lines.add(line);
      line = reader.readLine();
    }
    return List.copyOf(lines);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
  }
}
