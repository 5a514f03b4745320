package org.sipha.http;

import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
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
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates for a test: files for the server, clients that show one. */
final class TestAuthority {
  private static final char[] PASSWORD = "test".toCharArray();

  private final X500Name name;
  private final KeyPair keys = keys();
  private final X509Certificate own;

  TestAuthority(String name) {
    this.name = new X500Name("CN=" + name);
    this.own = sign(this.name, keys, true);
  }

  /** Writes the authority's own certificate. */
  Path writeTo(Path file) throws Exception {
    write(file, "CERTIFICATE", own.getEncoded());
    return file;
  }

  /** Writes {@code server.pem} and {@code server.key} for 127.0.0.1 and sips-b. */
  HttpTls serverIn(Path directory, Path clientAuthority) throws Exception {
    KeyPair server = keys();
    Path certificate = directory.resolve("server.pem");
    Path key = directory.resolve("server.key");
    write(certificate, "CERTIFICATE", sign(new X500Name("CN=server"), server, false).getEncoded());
    write(key, "PRIVATE KEY", server.getPrivate().getEncoded());
    return new HttpTls(certificate, key, clientAuthority);
  }

  /** A client that believes this authority and shows nothing. */
  HttpClient client() {
    return client(null, null);
  }

  /** A client that believes this authority and shows a certificate that another one has signed. */
  HttpClient client(TestAuthority signer, String subject) {
    try {
      KeyStore trusted = store();
      trusted.setCertificateEntry("authority", own);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      KeyStore held = store();
      if (signer != null) {
        KeyPair client = keys();
        X509Certificate[] chain = {signer.sign(new X500Name(subject), client, false), signer.own};
        held.setKeyEntry("client", client.getPrivate(), PASSWORD, chain);
      }
      KeyManagerFactory shown =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      shown.init(held, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
      return HttpClient.newBuilder().sslContext(context).connectTimeout(HttpTest.DEADLINE).build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore store() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, PASSWORD);
      return store;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate sign(X500Name subject, KeyPair of, boolean isAuthority) {
    Instant from = Instant.now().minus(Duration.ofHours(1));
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.valueOf(System.nanoTime()),
            Date.from(from),
            Date.from(from.plus(Duration.ofDays(30))),
            subject,
            of.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.dNSName, "sips-b")
              }));
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
