package org.sipha.config;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ServerSettings.BackupSync;
import org.sipha.config.ServerSettings.EtcdSettings;
import org.sipha.config.ServerSettings.HttpTls;
import org.sipha.config.ServerSettings.SipTls;
import org.sipha.config.option.EtcdOptions;
import org.sipha.config.option.HttpOptions;
import org.sipha.config.option.Option;
import org.sipha.config.option.PairOptions;
import org.sipha.config.option.SectionKind;
import org.sipha.config.option.SipTransportOptions;
import org.sipha.config.type.Tls;

/**
 * A certificate that a server shows or by which it believes others.
 *
 * @param option by which it is configured
 * @param certificate as it is in the option's file
 */
public record UsedCertificate(Option<Path> option, X509Certificate certificate) {
  /** With fewer days left somebody should act. */
  public static final int SOON_DAYS = 30;

  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

  private static final Map<Option<Path>, String> REMEDIES =
      Map.of(
          PairOptions.CERTIFICATE,
          "make a new one with sipha certificates renew and restart the server",
          PairOptions.AUTHORITY,
          "replace the authority as sipha certificates renew --help tells",
          EtcdOptions.CERTIFICATE,
          "replace it and restart the server",
          EtcdOptions.AUTHORITY,
          "replace it and restart the server",
          SipTransportOptions.SIP_TLS_CERT,
          "replace it on both servers and restart them",
          SipTransportOptions.SIP_TLS_TRUSTED_CA,
          "replace it and restart the server",
          HttpOptions.HTTP_TLS_CERT,
          "replace the file; the server takes it while it runs",
          HttpOptions.HTTP_TLS_CLIENT_CA,
          "replace the file; the server takes it while it runs");

  /**
   * All certificates in the files that a server with these settings uses, those of the HA
   * connection first.
   *
   * @throws IOException if a file can't be read or holds none; the message names it
   */
  public static List<UsedCertificate> of(ServerSettings settings) throws IOException {
    List<UsedCertificate> used = new ArrayList<>();
    BackupSync connection = settings.backupSync();
    if (connection.tls() == Tls.REQUIRED) {
      add(used, PairOptions.CERTIFICATE, connection.certificate());
      add(used, PairOptions.AUTHORITY, connection.authority());
    }
    SipTls sip = settings.sipStreams().tls();
    if (sip != null) {
      add(used, SipTransportOptions.SIP_TLS_CERT, sip.certificate());
      add(used, SipTransportOptions.SIP_TLS_TRUSTED_CA, sip.trustedCa());
    }
    EtcdSettings etcd = settings.arbiter().etcd();
    if (etcd != null && etcd.tls() != null) {
      add(used, EtcdOptions.CERTIFICATE, etcd.tls().certificate());
      add(used, EtcdOptions.AUTHORITY, etcd.tls().authority());
    }
    used.addAll(ofHttp(settings));
    return used;
  }

  /**
   * Those of the pages.
   *
   * @throws IOException as {@link #of}
   */
  public static List<UsedCertificate> ofHttp(ServerSettings settings) throws IOException {
    List<UsedCertificate> used = new ArrayList<>();
    HttpTls http = settings.httpAccess().tls();
    if (http != null) {
      add(used, HttpOptions.HTTP_TLS_CERT, http.certificate());
      add(used, HttpOptions.HTTP_TLS_CLIENT_CA, http.clientAuthority());
    }
    return used;
  }

  private static void add(List<UsedCertificate> used, Option<Path> option, @Nullable Path file)
      throws IOException {
    if (file != null) {
      new PemFile(file)
          .certificates()
          .forEach(certificate -> used.add(new UsedCertificate(option, certificate)));
    }
  }

  /** Whether it is one of the pages. */
  public boolean isOfHttp() {
    return option.equals(HttpOptions.HTTP_TLS_CERT)
        || option.equals(HttpOptions.HTTP_TLS_CLIENT_CA);
  }

  /**
   * What it is called where all of a server's are listed: {@code certificate} stands in two
   * sections.
   */
  public String name() {
    return option.section() == SectionKind.ARBITER ? "arbiter " + option.name() : option.name();
  }

  /** To whom it is made out, for example {@code CN=sips-a}. */
  public String subject() {
    return certificate.getSubjectX500Principal().getName();
  }

  /** The last moment at which it is valid. */
  public Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  /** Whole days that are left, 0 on its last day, negative when it has expired. */
  public long daysLeft(Instant now) {
    return Math.floorDiv(Duration.between(now, notAfter()).toSeconds(), DAY_SECONDS);
  }

  /** What to do before it expires. */
  public String remedy() {
    return remedy(option);
  }

  static String remedy(Option<Path> option) {
    return REMEDIES.getOrDefault(option, "replace it");
  }
}
