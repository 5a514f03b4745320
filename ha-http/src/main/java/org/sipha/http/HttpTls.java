package org.sipha.http;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HTTPS instead of HTTP: PEM files, read when the port is opened and at each {@link
 * HttpService#renewCertificates}.
 *
 * @param certificate of this server, with intermediate certificates behind it if there are any
 * @param key its private key, PKCS #8
 * @param clientAuthority who signs the certificates of clients that may operate, null: nobody
 */
public record HttpTls(Path certificate, Path key, @Nullable Path clientAuthority) {
  private static final Duration HANDSHAKE = Duration.ofSeconds(5);

  /**
   * A client need not show a certificate; one that is shown must be signed by the authority, or
   * there is no connection.
   */
  ServerSSLOptions options() {
    ServerSSLOptions options = new ServerSSLOptions();
    options
        .setKeyCertOptions(
            new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString()))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setSslHandshakeTimeout(HANDSHAKE.toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    if (clientAuthority != null) {
      options
          .setClientAuth(ClientAuth.REQUEST)
          .setTrustOptions(new PemTrustOptions().addCertPath(clientAuthority.toString()));
    }
    return options;
  }
}
