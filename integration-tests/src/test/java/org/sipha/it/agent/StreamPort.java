package org.sipha.it.agent;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Connections of a telephone with the service: the last one that either side has opened is used.
 * One that is closed is opened anew when there is something to send.
 */
final class StreamPort implements Port {
  private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length:\\s*(\\d+)");

  private final Transport transport;
  private final Line line;
  private final Consumer<SipMessage> onMessage;
  private final ServerSocket listening;
  private @Nullable Socket current;

  StreamPort(int localPort, Line line, Transport transport, Consumer<SipMessage> onMessage) {
    this.transport = transport;
    this.line = line;
    this.onMessage = onMessage;
    try {
      listening = transport.listen(line, localPort);
    } catch (IOException e) {
      throw new UncheckedIOException(transport.name() + " port " + localPort, e);
    }
  }

  @Override
  public void start() {
    inBackground("user agent's port", this::accept);
  }

  private static void inBackground(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        use(listening.accept());
      } catch (IOException e) {
        if (!listening.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private synchronized Socket use(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    current = socket;
    inBackground("user agent's connection", () -> read(socket));
    return socket;
  }

  private void read(Socket socket) {
    try (InputStream in = new BufferedInputStream(socket.getInputStream())) {
      for (byte[] message = next(in); message.length > 0; message = next(in)) {
        onMessage.accept(SipMessage.parse(message, message.length));
      }
    } catch (IOException e) {
      // A server that was killed: its successor is connected to when there is something to send.
    }
    forget(socket);
  }

  /** Empty at the end of the connection. */
  private static byte[] next(InputStream in) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int lineBytes = -1; // before the first line
    for (int next = in.read(); lineBytes != 0 || next != '\n'; next = in.read()) {
      if (next < 0) {
        return new byte[0];
      }
      message.write(next);
      if (next == '\n') {
        lineBytes = 0;
      } else if (next != '\r') {
        lineBytes = Math.max(lineBytes, 0) + 1;
      }
    }
    message.write('\n');
    Matcher length = LENGTH.matcher(message.toString(StandardCharsets.UTF_8));
    if (!length.find()) {
      throw new IOException("no Content-Length: " + message);
    }
    message.write(in.readNBytes(Integer.parseInt(length.group(1))));
    return message.toByteArray();
  }

  private synchronized void forget(Socket socket) {
    if (current == socket) {
      current = null;
    }
  }

  @Override
  public synchronized void send(String message) {
    try {
      Socket open = current;
      Socket to = open == null ? use(transport.connect(line)) : open;
      to.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
      to.getOutputStream().flush();
    } catch (IOException e) {
      current = null; // lost, as a message can be
    }
  }

  @Override
  public synchronized void close() {
    try {
      listening.close();
      if (current != null) {
        current.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
