package org.sipha.config;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates for a test, in files. */
public final class TestAuthority {
  public static final Duration YEAR = Duration.ofDays(365);

  private final X500Name name;
  private final KeyPair keys;

  /** Writes the authority's own certificate. */
  public TestAuthority(Path file, Instant from, Instant until) {
    try {
      name = new X500Name("CN=" + file.getFileName());
      keys = keys("EC");
      X509v3CertificateBuilder own = builder(name, keys, from, until);
      own.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      write(file, "CERTIFICATE", sign(own));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes {@code PREFIX.pem}, made out to these DNS names, and {@code PREFIX.key}. */
  public void issue(
      Path prefix, String algorithm, Instant from, Instant until, String... dnsNames) {
    try {
      KeyPair own = keys(algorithm);
      X509v3CertificateBuilder builder = builder(new X500Name("CN=node"), own, from, until);
      GeneralName[] names = new GeneralName[dnsNames.length];
      for (int i = 0; i < names.length; i++) {
        names[i] = new GeneralName(GeneralName.dNSName, dnsNames[i]);
      }
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      write(Path.of(prefix + ".pem"), "CERTIFICATE", sign(builder));
      Path key = Path.of(prefix + ".key");
      write(key, "PRIVATE KEY", own.getPrivate().getEncoded());
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a server needs for TLS that {@link #issue} wrote, of algorithm EC. */
  public static SSLContext server(Path prefix) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server",
          new PemFile(Path.of(prefix + ".key")).privateKey("EC"),
          new char[0],
          new PemFile(Path.of(prefix + ".pem")).certificates().toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509v3CertificateBuilder builder(
      X500Name subject, KeyPair of, Instant from, Instant until) {
    return new JcaX509v3CertificateBuilder(
        name, BigInteger.ONE, Date.from(from), Date.from(until), subject, of.getPublic());
  }

  private byte[] sign(X509v3CertificateBuilder builder)
      throws IOException, OperatorCreationException {
    return builder
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
        .getEncoded();
  }

  private static KeyPair keys(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(algorithm.equals("EC") ? 256 : 2_048);
    return generator.generateKeyPair();
  }

  static void write(Path file, String what, byte[] bytes) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }
}
