package org.sipha.config;

import static org.sipha.config.option.PairOptions.AUTHORITY;
import static org.sipha.config.option.PairOptions.CERTIFICATE;
import static org.sipha.config.option.PairOptions.KEY;
import static org.sipha.config.option.PairOptions.TLS;
import static org.sipha.config.option.TServerOptions.APPLICATION_NAME;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sipha.config.option.Option;
import org.sipha.config.type.Tls;

/**
 * Whether this server can prove who it is (SPEC 11): certificate, key and authority are there, fit
 * together and are valid now. Better told here than by a peer that refuses to talk.
 */
final class CertificateCheck {
  /** Time enough for somebody to act. */
  private static final Duration SOON = Duration.ofDays(14);

  private static final int DNS_NAME = 2; // RFC 5280 4.2.1.6, the number of the choice
  private static final String RENEW = "sign a new one with the pair's authority";

  /** What a signature is made with, by kind of key. */
  private static final Map<String, String> SIGNATURES =
      Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

  private final SectionValues section;
  private final Optional<String> applicationName;
  private final Path base;
  private final Instant now;
  private final Findings findings;

  /** {@code base} is where relative paths start. */
  CertificateCheck(CheckedFile file, Path base, Instant now, Findings findings) {
    this.section = file.backupSync();
    this.applicationName = file.tserver().find(APPLICATION_NAME);
    this.base = base;
    this.now = now;
    this.findings = findings;
  }

  void run() {
    if (!section.isPresent() || section.find(TLS).filter(Tls.REQUIRED::equals).isEmpty()) {
      return;
    }
    reportMissing();
    List<X509Certificate> chain = certificates(CERTIFICATE);
    List<X509Certificate> authorities = certificates(AUTHORITY);
    for (X509Certificate authority : authorities) {
      checkDates(AUTHORITY, authority, "make a new pair of certificates with sipha init");
    }
    if (!chain.isEmpty()) {
      checkDates(CERTIFICATE, chain.get(0), RENEW);
      checkName(chain.get(0));
      checkKey(chain.get(0).getPublicKey());
      if (!authorities.isEmpty()) {
        checkSignature(chain, authorities);
      }
    }
  }

  private void reportMissing() {
    for (Option<Path> option : List.of(CERTIFICATE, KEY, AUTHORITY)) {
      if (!section.isGiven(option)) {
        findings.problem(
            section.place(option),
            "the option is missing; it is needed unless tls = off (sipha init makes a pair with certificates)",
            option.type().valid(),
            null);
      }
    }
  }

  private List<X509Certificate> certificates(Option<Path> option) {
    Optional<Path> file = find(option);
    if (file.isEmpty()) {
      return List.of();
    }
    try {
      return new PemFile(file.get()).certificates();
    } catch (IOException e) {
      problem(option, String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private void checkDates(Option<Path> option, X509Certificate certificate, String whatToDo) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      problem(option, "the certificate has expired at " + until + "; " + whatToDo);
    } else if (now.isBefore(from)) {
      problem(
          option, "the certificate isn't valid before " + from + "; is this host's clock right?");
    } else if (now.plus(SOON).isAfter(until)) {
      findings.warning(
          section.place(option), "the certificate expires at " + until + "; " + whatToDo);
    }
  }

  private void checkName(X509Certificate certificate) {
    List<String> names;
    try {
      names = dnsNames(certificate);
    } catch (CertificateParsingException e) {
      names = List.of();
    }
    if (applicationName.isPresent() && !names.contains(applicationName.get())) {
      problem(
          CERTIFICATE,
          "the certificate is made out to "
              + (names.isEmpty() ? "no DNS name" : String.join(", ", names))
              + ", but application-name is "
              + applicationName.get()
              + ": the peer would refuse it");
    }
  }

  private static List<String> dnsNames(X509Certificate certificate)
      throws CertificateParsingException {
    @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names == null
        ? List.of()
        : names.stream()
            .filter(name -> name.get(0).equals(DNS_NAME))
            .map(name -> String.valueOf(name.get(1)))
            .collect(Collectors.toList());
  }

  private void checkKey(PublicKey publicKey) {
    Optional<Path> file = find(KEY);
    if (file.isEmpty()) {
      return;
    }
    try {
      PrivateKey key = new PemFile(file.get()).privateKey(publicKey.getAlgorithm());
      if (!fits(key, publicKey)) {
        problem(KEY, file.get() + " is the key of another certificate");
      }
      if (isOpenToAll(file.get())) {
        findings.warning(
            section.place(KEY), "everybody on this host can read the key: chmod 600 " + file.get());
      }
    } catch (IOException e) {
      problem(KEY, String.valueOf(e.getMessage()));
    } catch (GeneralSecurityException e) {
      problem(KEY, file.get() + " can't be used: " + e.getMessage());
    }
  }

  /** What the one signs the other must recognize. */
  private static boolean fits(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
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
  }

  private static boolean isOpenToAll(Path file) throws IOException {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
  }

  private void checkSignature(List<X509Certificate> chain, List<X509Certificate> authorities) {
    try {
      PKIXParameters parameters =
          new PKIXParameters(
              authorities.stream()
                  .map(authority -> new TrustAnchor(authority, null))
                  .collect(Collectors.toSet()));
      parameters.setRevocationEnabled(false);
      parameters.setDate(dateWithin(chain.get(0))); // the date of today is judged by itself
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
    } catch (GeneralSecurityException e) {
      problem(
          CERTIFICATE,
          "the certificate isn't signed by authority "
              + find(AUTHORITY).map(Path::toString).orElse("")
              + " ("
              + e.getMessage()
              + ")");
    }
  }

  private Date dateWithin(X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    return Date.from(now.isBefore(from) ? from : now.isAfter(until) ? until : now);
  }

  private Optional<Path> find(Option<Path> option) {
    return section.find(option).map(base::resolve);
  }

  private void problem(Option<Path> option, String message) {
    findings.problem(section.place(option), message);
  }
}
