package org.sipha.config.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (X509Certificate authority : new PemFile(file).certificates()) {
        store.setCertificateEntry("authority-" + number++, authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " can't be used: " + e.getMessage(), e);
    }
  }
}
