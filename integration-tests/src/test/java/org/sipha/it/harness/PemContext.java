package org.sipha.it.harness;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What a party needs for TLS, from the files that {@code sipha init} writes. */
public final class PemContext {
  private static final char[] PASSWORD = "test".toCharArray();

  private PemContext() {}

  /** With the certificate and key of that name, believing {@code authority.pem} beside them. */
  public static SSLContext of(Path directory, String name) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, PASSWORD);
      store.setCertificateEntry("authority", certificate(directory.resolve("authority.pem")));
      String key =
          Files.readString(directory.resolve(name + ".key")).replaceAll("-----[A-Z ]+-----", "");
      store.setKeyEntry(
          name,
          KeyFactory.getInstance("EC")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key))),
          PASSWORD,
          new Certificate[] {certificate(directory.resolve(name + ".pem"))});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Certificate certificate(Path file) throws GeneralSecurityException, IOException {
    byte[] text = Files.readString(file).getBytes(StandardCharsets.US_ASCII);
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(text));
  }
}
