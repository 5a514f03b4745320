package org.sipha.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/** A peer that lets one socket in, then neither says nor reads anything. */
final class SilentPeer implements AutoCloseable {
  private final ServerSocket server;
  private final CompletableFuture<Socket> socket = new CompletableFuture<>();

  /** On a port of its own, which may be one of TLS. */
  SilentPeer(ServerSocket server) {
    this.server = server;
    Thread thread = new Thread(this::letIn, "silent-peer");
    thread.setDaemon(true);
    thread.start();
  }

  static ServerSocket plaintext() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private void letIn() {
    try {
      Socket accepted = server.accept();
      if (accepted instanceof SSLSocket tls) {
        tls.startHandshake();
      }
      socket.complete(accepted);
    } catch (IOException e) {
      socket.completeExceptionally(e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** Waits until somebody is in. */
  Socket socket() {
    return socket.orTimeout(Eventually.DEADLINE.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  @Override
  public void close() throws IOException {
    server.close();
    socket().close();
  }
}
