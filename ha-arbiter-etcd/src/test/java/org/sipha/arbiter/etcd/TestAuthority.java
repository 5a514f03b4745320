package org.sipha.arbiter.etcd;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of a test, which signs for 127.0.0.1. */
final class TestAuthority {
  private static final Duration DAY = Duration.ofDays(1);

  private final Path directory;
  private final X500Name name;
  private final KeyPair keys;
  private final Path file;
  private int serial;

  /** PEM files of a certificate and its key. */
  record Issued(Path certificate, Path key) {}

  TestAuthority(Path directory, String name) throws Exception {
    this.directory = directory;
    this.name = new X500Name("CN=" + name);
    this.keys = keys();
    X509v3CertificateBuilder own = builder(this.name, keys);
    own.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    this.file = write(name + ".pem", "CERTIFICATE", sign(own));
  }

  Path file() {
    return file;
  }

  /** A certificate for both sides: a member's gateway shows its own to itself. */
  Issued issue(String fileName) throws Exception {
    KeyPair own = keys();
    X509v3CertificateBuilder builder = builder(new X500Name("O=test"), own);
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    String prefix = name + "-" + fileName;
    return new Issued(
        write(prefix + ".pem", "CERTIFICATE", sign(builder)),
        write(prefix + ".key", "PRIVATE KEY", own.getPrivate().getEncoded()));
  }

  private X509v3CertificateBuilder builder(X500Name subject, KeyPair of) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        name,
        BigInteger.valueOf(++serial),
        Date.from(now.minus(DAY)),
        Date.from(now.plus(DAY)),
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
