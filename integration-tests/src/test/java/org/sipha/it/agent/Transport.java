package org.sipha.it.agent;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/**
 * How a telephone speaks.
 *
 * @param name as a URI's {@code transport} parameter has it
 */
public record Transport(String name, SocketFactory connecting, ServerSocketFactory listening) {
  /** Datagrams; the factories are of no use. */
  public static final Transport UDP =
      new Transport("udp", SocketFactory.getDefault(), ServerSocketFactory.getDefault());

  /** Connections. */
  public static final Transport TCP =
      new Transport("tcp", SocketFactory.getDefault(), ServerSocketFactory.getDefault());

  /** Connections under TLS. */
  public static Transport tls(SSLContext context) {
    return new Transport("tls", context.getSocketFactory(), context.getServerSocketFactory());
  }

  boolean isDatagram() {
    return name.equals("udp");
  }

  Socket connect(Line line) throws IOException {
    return connecting.createSocket(line.service(), line.port());
  }

  ServerSocket listen(Line line, int localPort) throws IOException {
    return listening.createServerSocket(localPort, 50, line.local(localPort).getAddress());
  }
}
