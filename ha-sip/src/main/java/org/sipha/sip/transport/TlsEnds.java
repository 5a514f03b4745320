package org.sipha.sip.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * TLS on a socket that is open already, so that who is still in his handshake is counted like
 * everybody else.
 */
final class TlsEnds {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  private final PemKeyCertOptions own;
  private final PemTrustOptions authority;
  private final SSLOptions whenAccepted;
  private final SSLOptions whenDialled;

  TlsEnds(SipTls tls, StreamLimits limits) {
    own =
        new PemKeyCertOptions()
            .setCertPath(tls.certificate().toString())
            .setKeyPath(tls.key().toString());
    authority = new PemTrustOptions().addCertPath(tls.authority().toString());
    ClientAuth clientAuth = tls.mutual() ? ClientAuth.REQUIRED : ClientAuth.NONE;
    whenAccepted = common(new ServerSSLOptions().setClientAuth(clientAuth), limits);
    whenDialled = common(new ClientSSLOptions().setHostnameVerificationAlgorithm(""), limits);
  }

  private SSLOptions common(SSLOptions options, StreamLimits limits) {
    return options
        .setKeyCertOptions(own)
        .setTrustOptions(authority)
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setSslHandshakeTimeout(limits.handshake().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
  }

  /** Reads the files. Fails with an {@link IOException} that says which can't be used. */
  Future<Void> prepare(Vertx vertx) {
    return vertx.executeBlocking(
        () -> {
          try {
            own.getKeyManagerFactory(vertx);
          } catch (Exception e) { // whatever a broken file makes it throw
            throw unusable(own.getCertPath() + " and " + own.getKeyPath(), e);
          }
          try {
            authority.getTrustManagerFactory(vertx);
          } catch (Exception e) {
            throw unusable(String.valueOf(authority.getCertPaths()), e);
          }
          return null;
        });
  }

  private static IOException unusable(String files, Exception e) {
    return new IOException(files + " can't be used: " + e.getMessage(), e);
  }

  /** Shakes hands; the socket stays paused until its reader is there. */
  Future<NetSocket> on(NetSocket socket, boolean dialled) {
    socket.pause();
    return socket.upgradeToSsl(dialled ? whenDialled : whenAccepted).map(done -> socket);
  }
}
