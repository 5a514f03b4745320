package org.sipha.arbiter.etcd;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.sipha.core.port.LeaseSettings.Tls;

/** PEM files as Java's own TLS wants them. */
final class TlsFiles {
  private TlsFiles() {}

  /**
   * Believes the authority in the file and nobody else, and shows the certificate if there is one.
   *
   * @throws IllegalArgumentException if a file can't be used, with its name
   */
  static SSLContext context(Tls tls) {
    Path certificate = tls.certificate();
    Path key = tls.key();
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .trustManager(tls.authority().toFile());
      if (certificate != null && key != null) {
        builder.keyManager(certificate.toFile(), key.toFile());
      }
      return ((JdkSslContext) builder.build()).context();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "[arbiter] authority, certificate or key can't be used: " + e.getMessage(), e);
    }
  }
}
