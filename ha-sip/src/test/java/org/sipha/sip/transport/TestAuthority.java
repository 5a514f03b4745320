package org.sipha.sip.transport;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates for a test: files for the server, contexts for the parties. */
final class TestAuthority {
  private static final char[] PASSWORD = "test".toCharArray();

  private final KeyPair keys = keys();
  private final X509Certificate own;

  TestAuthority() {
    own = sign("authority", keys, true);
  }

  /** What a server needs, in a directory. */
  SipTls serverIn(Path directory, int port, boolean mutual) throws IOException {
    KeyPair service = keys();
    Path certificate = directory.resolve("service.pem");
    Path key = directory.resolve("service.key");
    Path authority = directory.resolve("authority.pem");
    try {
      write(certificate, "CERTIFICATE", sign("service", service, false).getEncoded());
      write(key, "PRIVATE KEY", service.getPrivate().getEncoded());
      write(authority, "CERTIFICATE", own.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
    return new SipTls(port, certificate, key, authority, mutual);
  }

  /** A party that believes this authority, with a certificate of its own or without one. */
  SSLContext party(boolean withCertificate) {
    try {
      KeyStore trusted = store();
      trusted.setCertificateEntry("authority", own);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      KeyStore held = store();
      if (withCertificate) {
        KeyPair party = keys();
        X509Certificate[] chain = {sign("party", party, false)};
        held.setKeyEntry("party", party.getPrivate(), PASSWORD, chain);
      }
      KeyManagerFactory shown =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      shown.init(held, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore store() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, PASSWORD);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return store;
  }

  private X509Certificate sign(String subject, KeyPair of, boolean isAuthority) {
    Instant from = Instant.now().minus(Duration.ofHours(1));
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=authority"),
            BigInteger.ONE,
            Date.from(from),
            Date.from(from.plus(Duration.ofDays(30))),
            new X500Name("CN=" + subject),
            of.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, String what, byte[] bytes) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }
}
