package org.sipha.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of a test: it signs whatever the test wants, and keeps the files in a directory. */
final class TestAuthority {
  private static final char[] NO_PASSWORD = {};
  private static final Duration DAY = Duration.ofDays(1);

  private final Path directory;
  private final X500Name name;
  private final KeyPair keys;
  private final Path file;
  private final AtomicInteger serial = new AtomicInteger();

  TestAuthority(Path parent, String name) {
    try {
      this.directory = Files.createDirectory(parent.resolve(name));
      this.name = new X500Name("CN=" + name);
      this.keys = keys();
      X509v3CertificateBuilder own = builder(this.name, keys, DAY.negated(), DAY);
      own.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      this.file = write("authority.pem", "CERTIFICATE", sign(own));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Files of a node of that name. */
  PeerTls issue(String nodeName) {
    return issue(nodeName, DAY.negated(), DAY);
  }

  /** Files of a node whose certificate is valid from and until so long after now. */
  PeerTls issue(String nodeName, Duration from, Duration until) {
    try {
      KeyPair own = keys();
      X509v3CertificateBuilder builder = builder(new X500Name("CN=node"), own, from, until);
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, nodeName)));
      String prefix = nodeName + serial;
      return new PeerTls(
          write(prefix + ".pem", "CERTIFICATE", sign(builder)),
          write(prefix + ".key", "PRIVATE KEY", own.getPrivate().getEncoded()),
          file);
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDK's own TLS with these files: somebody who isn't Vert.x. */
  static SSLContext context(PeerTls files) {
    try {
      Certificate certificate = certificate(files.certificate());
      PrivateKey key =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pem(files.key())));
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry("own", key, NO_PASSWORD, new Certificate[] {certificate});
      KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
      keys.init(own, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(insistent(keys), trust(files).getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Shows the certificate also to somebody who has said that he won't believe it. */
  private static KeyManager[] insistent(KeyManagerFactory factory) {
    X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    return new KeyManager[] {
      new X509ExtendedKeyManager() {
        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
          return "own";
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
          return "own";
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
          return new String[] {"own"};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
          return new String[] {"own"};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
          return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
          return keys.getPrivateKey(alias);
        }
      }
    };
  }

  /** The JDK's own TLS without a certificate to show. */
  static SSLContext withoutCertificate(PeerTls files) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust(files).getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TrustManagerFactory trust(PeerTls files)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", certificate(files.authority()));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    return trust;
  }

  private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
  }

  private static byte[] pem(Path file) throws IOException {
    return Base64.getMimeDecoder().decode(Files.readString(file).replaceAll("-----[^-]*-----", ""));
  }

  private X509v3CertificateBuilder builder(
      X500Name subject, KeyPair of, Duration from, Duration until) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        name,
        BigInteger.valueOf(serial.incrementAndGet()),
        Date.from(now.plus(from)),
        Date.from(now.plus(until)),
        subject,
        of.getPublic());
  }

  private byte[] sign(X509v3CertificateBuilder builder)
      throws IOException, OperatorCreationException {
    return builder
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
        .getEncoded();
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private Path write(String fileName, String what, byte[] bytes) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(bytes);
    return Files.writeString(
        directory.resolve(fileName),
        "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }
}
