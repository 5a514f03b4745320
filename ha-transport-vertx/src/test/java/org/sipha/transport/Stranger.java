package org.sipha.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Somebody who connects to the port of the HA connection and isn't the peer. */
final class Stranger implements AutoCloseable {
  private final Socket socket;

  /** Connects in plaintext. */
  Stranger(LinkEnd end) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), end.port()));
  }

  private Stranger(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout((int) Eventually.DEADLINE.toMillis());
  }

  /** Connects with TLS. If he isn't let in he finds out later, as {@link #awaitNotLetIn} tells. */
  static Stranger withTls(int port, SSLContext tls) throws IOException {
    return over(
        (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
  }

  static Stranger over(SSLSocket socket) throws IOException {
    Stranger stranger = new Stranger(socket);
    try {
      socket.startHandshake();
    } catch (IOException refused) {
      // as later everything on this socket
    }
    return stranger;
  }

  Stranger say(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Fails unless the other side says something in time. */
  void awaitWord() throws IOException {
    if (socket.getInputStream().read() < 0) {
      throw new AssertionError("closed without a word");
    }
  }

  /** Takes what comes, until nothing has come for so long or the other side closes. */
  void listenFor(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      while (socket.getInputStream().read() >= 0) {
        // never mind what
      }
    } catch (SocketTimeoutException silence) {
      // enough
    }
  }

  /** Fails unless the other side closes the socket in time, without having said anything. */
  void awaitCutOff() {
    try {
      if (socket.getInputStream().read() >= 0) {
        throw new AssertionError("the other side said something");
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("still open", e);
    } catch (IOException reset) {
      // cut off as well
    }
  }

  /** Fails unless the other side closes the socket in time, whatever an alert says before. */
  void awaitNotLetIn() {
    try {
      while (socket.getInputStream().read() >= 0) {
        // an alert
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("still open", e);
    } catch (IOException reset) {
      // cut off as well
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
