package org.sipha.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Somebody who connects to the port of the HA connection and isn't the peer. */
final class Stranger implements AutoCloseable {
  private final Socket socket;

  Stranger(LinkEnd end) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), end.port());
    socket.setSoTimeout((int) Eventually.DEADLINE.toMillis());
  }

  void say(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
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

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
