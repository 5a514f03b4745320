package org.sipha.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract with mutual TLS, also against the JDK's own TLS as the other side. */
class TlsPeerSocketsTest extends PeerLinkContract {
  @TempDir static Path directory;
  private static PeerTls node;

  @BeforeAll
  static void issue() {
    node = new TestAuthority(directory, "pair").issue(Samples.NODE_NAME);
  }

  @Override
  LinkEnd end(int peerPort) {
    return new VertxEnd(new PeerSocketSettings("127.0.0.1", 0, "127.0.0.1", peerPort, node));
  }

  @Override
  Stranger stranger(LinkEnd end) throws IOException {
    return Stranger.withTls(end.port(), TestAuthority.context(node));
  }

  @Override
  SilentPeer silentPeer() throws IOException {
    return new SilentPeer(
        TestAuthority.context(node)
            .getServerSocketFactory()
            .createServerSocket(0, 1, InetAddress.getLoopbackAddress()));
  }
}
