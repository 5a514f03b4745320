package org.sipha.config.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.sipha.config.PemFile;

/** Whom to believe that a configuration server is what it says it is. */
final class ServerTrust {
  private ServerTrust() {}

  /**
   * Believes the authorities in a file, and no others.
   *
   * @throws IOException if it can't be used; the message says to people why
   */
  static SSLContext in(Path file) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new PemFile(file).trust()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " can't be used: " + e.getMessage(), e);
    }
  }
}
