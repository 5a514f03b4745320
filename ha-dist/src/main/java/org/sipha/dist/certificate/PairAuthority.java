package org.sipha.dist.certificate;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The authority of one pair: a key and its certificate, and what it signs (RFC 5280). */
final class PairAuthority {
  /** Longer than a pair lives on one machine. */
  static final Duration VALID = Duration.ofDays(3_650);

  /** Of what is signed. */
  static final Duration NODE_VALID = Duration.ofDays(730);

  /** Clocks of two hosts may differ when a certificate is used for the first time. */
  private static final Duration BACKDATED = Duration.ofDays(1);

  private static final int SERIAL_BITS = 127; // 16 bytes with a sign, RFC 5280 allows 20
  private static final int NAME_BYTES = 4;

  private final SecureRandom random = new SecureRandom();
  private final Instant now;
  private final X500Name name;
  private final Signed own;

  /** A private key and the certificate of its public key. */
  record Signed(KeyPair keys, X509Certificate certificate) {}

  private PairAuthority(Instant now, Signed own) {
    this.now = now;
    this.name = X500Name.getInstance(own.certificate.getSubjectX500Principal().getEncoded());
    this.own = own;
  }

  private PairAuthority(Instant now) throws GeneralSecurityException {
    this.now = now;
    byte[] distinct = new byte[NAME_BYTES];
    random.nextBytes(distinct);
    // Two pairs' authorities have different names, so that a stranger is called one.
    this.name = new X500Name("CN=sipha pair authority " + HexFormat.of().formatHex(distinct));
    KeyPair keys = keys();
    this.own =
        new Signed(
            keys,
            certificate(keys.getPublic(), keys, name, now.plus(VALID), PairAuthority::ofAuthority));
  }

  /** A new authority, valid from about now. */
  static PairAuthority create(Instant now) throws GeneralSecurityException {
    return new PairAuthority(now);
  }

  /** An authority that exists, which signs what is valid from about now. */
  static PairAuthority of(Signed own, Instant now) {
    return new PairAuthority(now, own);
  }

  /** The authority's own key and certificate. */
  Signed own() {
    return own;
  }

  /** A new key with a certificate made out to a server's {@code application-name}. */
  Signed issue(String applicationName) throws GeneralSecurityException {
    KeyPair keys = keys();
    return new Signed(keys, certify(applicationName, keys.getPublic()));
  }

  /**
   * A certificate of a server's key, made out to its {@code application-name}. It doesn't outlive
   * the authority.
   */
  X509Certificate certify(String applicationName, PublicKey key) throws GeneralSecurityException {
    Instant until = now.plus(NODE_VALID);
    Instant last = own.certificate.getNotAfter().toInstant();
    return certificate(
        key,
        own.keys,
        new X500Name("CN=" + applicationName),
        until.isBefore(last) ? until : last,
        (builder, extensions) -> ofNode(builder, applicationName));
  }

  private interface Extensions {
    void add(X509v3CertificateBuilder builder, JcaX509ExtensionUtils extensions)
        throws CertIOException;
  }

  private KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private X509Certificate certificate(
      PublicKey of, KeyPair signer, X500Name subject, Instant until, Extensions more)
      throws GeneralSecurityException {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1),
            Date.from(now.minus(BACKDATED)),
            Date.from(until),
            subject,
            of);
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(
              Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(of))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              extensions.createAuthorityKeyIdentifier(signer.getPublic()));
      more.add(builder, extensions);
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
    } catch (CertIOException | OperatorCreationException e) {
      throw new GeneralSecurityException("can't make a certificate", e);
    }
  }

  private static void ofAuthority(
      X509v3CertificateBuilder builder, JcaX509ExtensionUtils extensions) throws CertIOException {
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
  }

  /** Each node is both ends of TLS: it listens and it dials. */
  private static void ofNode(X509v3CertificateBuilder builder, String applicationName)
      throws CertIOException {
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(
                new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, applicationName)));
  }
}
