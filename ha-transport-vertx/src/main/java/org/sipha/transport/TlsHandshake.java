package org.sipha.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
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
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

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

  private static final String PROTOCOL = "TLSv1.3";

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
        .setEnabledSecureTransportProtocols(Set.of(PROTOCOL))
        .setSslHandshakeTimeout(WITHIN_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
  }

  /**
   * Reads the files, and shakes hands with itself: Java's first handshake takes a second or two, in
   * which a thread that carries heartbeats must not stand still. Fails with an {@link IOException}
   * that says what is no good.
   */
  Future<Void> prepare(Vertx vertx) {
    return vertx.executeBlocking(
        () -> {
          KeyManagerFactory keys;
          TrustManagerFactory trust;
          try {
            keys = own.getKeyManagerFactory(vertx);
          } catch (Exception e) {
            throw unusable("certificate " + own.getCertPath() + " and key " + own.getKeyPath(), e);
          }
          try {
            trust = authority.getTrustManagerFactory(vertx);
          } catch (Exception e) {
            throw unusable("authority " + authority.getCertPaths(), e);
          }
          try {
            shakeHandsWithItself(keys, trust);
          } catch (Exception e) { // the embedded channels throw what they like
            throw unusable(
                "certificate " + own.getCertPath() + " under authority " + authority.getCertPaths(),
                new IOException(Refusal.of(e).text(), e));
          }
          return null;
        });
  }

  private static void shakeHandsWithItself(KeyManagerFactory keys, TrustManagerFactory trust)
      throws IOException {
    SslHandler dialled =
        SslContextBuilder.forClient()
            .protocols(PROTOCOL)
            .keyManager(keys)
            .trustManager(trust)
            .endpointIdentificationAlgorithm("")
            .build()
            .newHandler(UnpooledByteBufAllocator.DEFAULT);
    SslHandler accepted =
        SslContextBuilder.forServer(keys)
            .protocols(PROTOCOL)
            .trustManager(trust)
            .clientAuth(io.netty.handler.ssl.ClientAuth.REQUIRE)
            .build()
            .newHandler(UnpooledByteBufAllocator.DEFAULT);
    EmbeddedChannel one = new EmbeddedChannel(dialled);
    EmbeddedChannel other = new EmbeddedChannel(accepted);
    try {
      boolean moved = true;
      while (moved) {
        boolean there = move(one, other);
        boolean back = move(other, one);
        moved = there || back;
      }
    } finally {
      one.finishAndReleaseAll();
      other.finishAndReleaseAll();
    }
    if (!accepted.handshakeFuture().isSuccess()) {
      throw new IOException("the handshake came to no end");
    }
  }

  private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
    boolean moved = false;
    for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
      to.writeInbound(bytes);
      moved = true;
    }
    return moved;
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
