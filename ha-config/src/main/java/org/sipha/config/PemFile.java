package org.sipha.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Certificates and keys as text (RFC 7468). What a file contains is never told in an error. */
public record PemFile(Path file) {
  private static final int MAX_BYTES = 1 << 20;

  /** What a signature is made with, by kind of key. */
  private static final Map<String, String> SIGNATURES =
      Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");

  /**
   * All certificates in the file, at least one.
   *
   * @throws IOException if there is none; the message completes "the file ..."
   */
  public List<X509Certificate> certificates() throws IOException {
    List<X509Certificate> found;
    try {
      found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes()))
              .stream()
              .map(PemFile::x509)
              .toList();
    } catch (CertificateException e) {
      throw new IOException(file + " is not a certificate in PEM form", e);
    }
    if (found.isEmpty()) {
      throw new IOException(file + " contains no certificate in PEM form");
    }
    return found;
  }

  /**
   * Believes whoever an authority in the file has signed, and nobody else.
   *
   * @throws IOException if the file holds no certificates; the message says so to people
   */
  public X509ExtendedTrustManager trust() throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (X509Certificate authority : certificates()) {
        store.setCertificateEntry("authority-" + number++, authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return (X509ExtendedTrustManager) trust.getTrustManagers()[0]; // what the JDK makes of X.509
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " can't be used: " + e.getMessage(), e);
    }
  }

  private static X509Certificate x509(Certificate certificate) {
    return (X509Certificate) certificate; // that is what the factory for X.509 makes
  }

  /**
   * The private key in the file, in PKCS #8 form and not encrypted.
   *
   * @param algorithm of the public key to which it should belong
   * @throws IOException if there is none; the message says what to do
   */
  public PrivateKey privateKey(String algorithm) throws IOException {
    Matcher matcher = PRIVATE_KEY.matcher(new String(bytes(), StandardCharsets.US_ASCII));
    if (!matcher.find()) {
      throw new IOException(
          file
              + " contains no private key in unencrypted PKCS #8 form; convert another form with: openssl pkcs8 -topk8"
              + " -nocrypt -in FILE");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(
              new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          file + " contains no key of the certificate's kind (" + algorithm + ")", e);
    }
  }

  /**
   * Whether the private key in the file belongs to a public key: what the one signs the other must
   * recognize.
   *
   * @throws IOException if there is no private key of that kind, or it can't be used; the message
   *     says what to do
   */
  public boolean isKeyOf(PublicKey publicKey) throws IOException {
    PrivateKey key = privateKey(publicKey.getAlgorithm());
    try {
      Signature signature =
          Signature.getInstance(
              SIGNATURES.getOrDefault(publicKey.getAlgorithm(), publicKey.getAlgorithm()));
      byte[] text = {1, 2, 3};
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " can't be used: " + e.getMessage(), e);
    }
  }

  private byte[] bytes() throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("there is no file " + file);
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IOException(file + " can't be read by this user");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(file + " is larger than 1 MB, so it is no certificate or key");
      }
      return bytes;
    }
  }
}
