package org.sipha.config;

import static org.sipha.config.option.HttpOptions.HTTP_TLS_CERT;
import static org.sipha.config.option.HttpOptions.HTTP_TLS_CERT_KEY;
import static org.sipha.config.option.HttpOptions.HTTP_TLS_CLIENT_CA;
import static org.sipha.config.option.SipTransportOptions.SIP_TLS_CERT;
import static org.sipha.config.option.SipTransportOptions.SIP_TLS_CERT_KEY;
import static org.sipha.config.option.SipTransportOptions.SIP_TLS_TRUSTED_CA;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sipha.config.Findings.Place;
import org.sipha.config.ini.BadLine;
import org.sipha.config.ini.IniValues;
import org.sipha.config.ini.LineScanner;
import org.sipha.config.ini.ScannedFile;
import org.sipha.config.option.EtcdOptions;
import org.sipha.config.option.Option;

/**
 * The configuration of a server: an INI file, and those that it includes (SPEC 6). It is either
 * valid as a whole or reported with everything that is wrong with it; nothing a file contains makes
 * this throw.
 */
public final class ConfigurationFile {
  private ConfigurationFile() {}

  /** Reads and checks a file, with the variables of this process's environment. */
  public static Outcome read(Path file) {
    return read(file, System::getenv, Instant.now());
  }

  /**
   * Reads a file to learn where its server is, on whatever host: what only that server's own host
   * can know, its scripts and certificates, isn't looked at.
   */
  public static Outcome readAnywhere(Path file) {
    return read(file, System::getenv, null);
  }

  /**
   * Reads and checks a file.
   *
   * @param environment looks an environment variable up, null if it isn't set
   * @param now at which certificates must be valid; null: other files aren't looked at
   */
  static Outcome read(
      Path file, Function<String, @Nullable String> environment, @Nullable Instant now) {
    try {
      return check(ConfigurationText.read(file, environment), now);
    } catch (IOException e) {
      Findings findings = new Findings(file.toString());
      findings.problem(Place.FILE, String.valueOf(e.getMessage()));
      return new Outcome.Invalid(findings.problems(), List.of());
    }
  }

  /** Checks a configuration that has been read, with the certificates of this host. */
  public static Outcome check(ConfigurationText text) {
    return check(text, Instant.now());
  }

  private static Outcome check(ConfigurationText text, @Nullable Instant now) {
    Findings findings = new Findings(text.name());
    ScannedFile scanned = text.scanned();
    for (BadLine bad : scanned.badLines()) {
      findings.problem(
          new Place(bad.line(), bad.section(), bad.name(), bad.value()), bad.message());
    }
    Path base = text.base();
    IniValues values = IniValues.read(scanned.entries(), text.variables());
    CheckedFile checked = new OptionCheck(scanned, values, findings).run();
    new PairCheck(checked, findings).run();
    new EtcdCheck(checked, findings).run();
    if (now != null) {
      new PathCheck(checked, base, findings).run();
      new CertificateCheck(checked, base, now, findings).run();
      CertificateFiles files = new CertificateFiles(checked.tserver(), base, now, findings);
      checkCertificate(files, SIP_TLS_CERT, SIP_TLS_CERT_KEY, SIP_TLS_TRUSTED_CA);
      checkCertificate(files, HTTP_TLS_CERT, HTTP_TLS_CERT_KEY, HTTP_TLS_CLIENT_CA);
      checkCertificate(
          new CertificateFiles(checked.arbiter(), base, now, findings),
          EtcdOptions.CERTIFICATE,
          EtcdOptions.KEY,
          EtcdOptions.AUTHORITY);
    }
    new DestinationCheck(checked, findings).run();
    new SipTlsCheck(checked, findings).run();
    new HttpTlsCheck(checked, findings).run();
    new RegistrationCheck(checked, findings).run();
    List<Problem> problems = findings.problems();
    if (problems.isEmpty()) {
      new TimingCheck(checked, findings).run();
      new GridCheck(checked, findings).run();
    }
    return problems.isEmpty()
        ? new Outcome.Valid(
            SettingsBuilder.build(text.file(), base, checked),
            Configuration.of(checked),
            findings.warnings())
        : new Outcome.Invalid(problems, findings.warnings());
  }

  /** Who has signed the server's own certificate is the business of those who connect. */
  private static void checkCertificate(
      CertificateFiles files, Option<Path> own, Option<Path> key, Option<Path> believed) {
    files.certificates(believed).forEach(authority -> files.checkDates(believed, authority));
    files.certificates(own).stream()
        .findFirst()
        .ifPresent(
            certificate -> {
              files.checkDates(own, certificate);
              files.checkKey(key, certificate.getPublicKey());
            });
  }

  /**
   * What a file holds.
   *
   * @throws IOException if it can't be read or is no file that could be a configuration; the
   *     message says so to people
   */
  public static byte[] content(Path file) throws IOException {
    try {
      return bytes(file);
    } catch (IOException e) {
      throw new IOException(reason(e), e);
    }
  }

  /** At most one byte more than is allowed, whatever the file pretends to be. */
  private static byte[] bytes(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("is a directory, not a file");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("is not a regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LineScanner.MAX_FILE_BYTES + 1);
      if (content.length > LineScanner.MAX_FILE_BYTES) {
        throw new IOException("is larger than 1 MB, so it is no configuration");
      }
      return content;
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "can't be read: there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "can't be read: permission denied";
    }
    return "can't be read: " + e.getMessage();
  }
}
