package org.sipha.transport;

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
 * Mutual TLS 1.3 on a socket that is open (SPEC 11): each side shows a certificate that the pair's
 * own authority has signed, and no other authority is believed. Whose certificate it is, is held
 * against the Hello later ({@link PeerIdentity}): names of hosts are not compared, because a pair
 * is configured with addresses.
 *
 * <p>TLS begins on a socket that has been accepted already, and not in the listening port, so that
 * whoever is still in his handshake can be counted and shown the door.
 */
final class TlsHandshake {
  /** A handshake that takes longer is given up. */
  static final int WITHIN_SECONDS = 2;

  private final PemKeyCertOptions own;
  private final PemTrustOptions authority;
  private final SSLOptions whenAccepted;
  private final SSLOptions whenDialled;

  TlsHandshake(PeerTls tls) {
    own =
        new PemKeyCertOptions()
            .setCertPath(tls.certificate().toString())
            .setKeyPath(tls.key().toString());
    authority = new PemTrustOptions().addCertPath(tls.authority().toString());
    whenAccepted = common(new ServerSSLOptions().setClientAuth(ClientAuth.REQUIRED));
    whenDialled = common(new ClientSSLOptions().setHostnameVerificationAlgorithm(""));
  }

  private SSLOptions common(SSLOptions options) {
    return options
        .setKeyCertOptions(own)
        .setTrustOptions(authority)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
        .setSslHandshakeTimeout(WITHIN_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
  }

  /** Reads the files; fails with an {@link IOException} that says which of them is no good. */
  Future<Void> prepare(Vertx vertx) {
    return vertx.executeBlocking(
        () -> {
          try {
            own.getKeyManagerFactory(vertx);
          } catch (Exception e) {
            throw unusable("certificate " + own.getCertPath() + " and key " + own.getKeyPath(), e);
          }
          try {
            authority.getTrustManagerFactory(vertx);
          } catch (Exception e) {
            throw unusable("authority " + authority.getCertPaths(), e);
          }
          return null;
        });
  }

  private static IOException unusable(String files, Exception e) {
    return new IOException(files + " can't be used: " + e.getMessage(), e);
  }

  /**
   * Handshakes and tells who is there. If that fails the socket is closed, and {@link Refusal#of}
   * says why. The socket stays paused until its reader is there.
   *
   * <p>With TLS 1.3 the dialling side is done before the other has judged its certificate: a
   * refusal then comes as the end of a socket that seemed to be open.
   */
  Future<PeerIdentity> on(NetSocket socket, boolean dialled) {
    socket.pause();
    return socket
        .upgradeToSsl(dialled ? whenDialled : whenAccepted)
        .map(
            done -> {
              try {
                return PeerIdentity.of(socket.peerCertificates().get(0));
              } catch (Exception e) {
                throw new IllegalStateException("a peer without a certificate was let in", e);
              }
            });
  }
}
