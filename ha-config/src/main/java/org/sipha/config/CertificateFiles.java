package org.sipha.config;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sipha.config.option.Option;

/** What can be wrong with a file of certificates or with a key, by itself. */
final class CertificateFiles {
  private static final Duration SOON = Duration.ofDays(UsedCertificate.SOON_DAYS);

  private final SectionValues section;
  private final Path base;
  private final Instant now;
  private final Findings findings;

  /** {@code base} is where relative paths start. */
  CertificateFiles(SectionValues section, Path base, Instant now, Findings findings) {
    this.section = section;
    this.base = base;
    this.now = now;
    this.findings = findings;
  }

  /** The certificates in a file; empty if there are none, which is told unless none is given. */
  List<X509Certificate> certificates(Option<Path> option) {
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

  void checkDates(Option<Path> option, X509Certificate certificate) {
    String remedy = UsedCertificate.remedy(option);
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      problem(option, "the certificate has expired at " + until + "; " + remedy);
    } else if (now.isBefore(from)) {
      problem(
          option, "the certificate isn't valid before " + from + "; is this host's clock right?");
    } else if (now.plus(SOON).isAfter(until)) {
      findings.warning(
          section.place(option), "the certificate expires at " + until + "; " + remedy);
    }
  }

  /** Whether the key is there and belongs to that public key. */
  void checkKey(Option<Path> option, PublicKey publicKey) {
    Optional<Path> file = find(option);
    if (file.isEmpty()) {
      return;
    }
    try {
      if (!new PemFile(file.get()).isKeyOf(publicKey)) {
        problem(option, file.get() + " is the key of another certificate");
      }
      if (isOpenToAll(file.get())) {
        findings.warning(
            section.place(option),
            "everybody on this host can read the key: chmod 600 " + file.get());
      }
    } catch (IOException e) {
      problem(option, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isOpenToAll(Path file) throws IOException {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
  }

  Optional<Path> find(Option<Path> option) {
    return section.find(option).map(base::resolve);
  }

  void problem(Option<Path> option, String message) {
    findings.problem(section.place(option), message);
  }
}
