package org.sipha.config;

import static org.sipha.config.option.PairOptions.AUTHORITY;
import static org.sipha.config.option.PairOptions.CERTIFICATE;
import static org.sipha.config.option.PairOptions.KEY;
import static org.sipha.config.option.PairOptions.TLS;
import static org.sipha.config.option.TServerOptions.APPLICATION_NAME;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
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
  private static final int DNS_NAME = 2; // RFC 5280 4.2.1.6, the number of the choice

  private final SectionValues section;
  private final CertificateFiles files;
  private final Optional<String> applicationName;
  private final Instant now;
  private final Findings findings;

  /** {@code base} is where relative paths start. */
  CertificateCheck(CheckedFile file, Path base, Instant now, Findings findings) {
    this.section = file.backupSync();
    this.applicationName = file.tserver().find(APPLICATION_NAME);
    this.files = new CertificateFiles(section, base, now, findings);
    this.now = now;
    this.findings = findings;
  }

  void run() {
    if (!section.isPresent() || section.find(TLS).filter(Tls.REQUIRED::equals).isEmpty()) {
      return;
    }
    reportMissing();
    List<X509Certificate> chain = files.certificates(CERTIFICATE);
    List<X509Certificate> authorities = files.certificates(AUTHORITY);
    for (X509Certificate authority : authorities) {
      files.checkDates(AUTHORITY, authority);
    }
    if (!chain.isEmpty()) {
      files.checkDates(CERTIFICATE, chain.get(0));
      checkName(chain.get(0));
      files.checkKey(KEY, chain.get(0).getPublicKey());
      if (!authorities.isEmpty()) {
        checkSignature(chain, authorities);
      }
    }
  }

  private void reportMissing() {
    for (Option<Path> option : List.of(CERTIFICATE, KEY, AUTHORITY)) {
      if (!section.isGiven(option)) {
        findings.missing(
            section,
            option,
            "it is needed unless tls = off (sipha init makes a pair with certificates)");
      }
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
      files.problem(
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
      files.problem(
          CERTIFICATE,
          "the certificate isn't signed by authority "
              + files.find(AUTHORITY).map(Path::toString).orElse("")
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
}
