package org.sipha.config.option;

import static org.sipha.config.option.SectionKind.TSERVER;

import java.nio.file.Path;
import java.util.List;
import org.sipha.config.type.Choice;
import org.sipha.config.type.FilePath;
import org.sipha.config.type.ReadAccess;

/** The options of {@code [TServer]} about who may read and operate a server over HTTP. */
public final class HttpOptions {
  /** Who may read. */
  public static final Option<ReadAccess> HTTP_READ_ACCESS =
      Option.withDefault(
          TSERVER,
          "http-read-access",
          Choice.of(ReadAccess.class),
          "open",
          "open: whoever reaches http-port may read. token: reading needs data-directory/read-token, data-directory/token or"
              + " a client certificate; only /health/live, /health/ready, /primary and /backup stay open. What changes state"
              + " always needs data-directory/token or a client certificate.");

  /** Certificate of the pages. */
  public static final Option<Path> HTTP_TLS_CERT =
      Option.optional(
          TSERVER,
          "http-tls-cert",
          new FilePath(),
          "http/sips-a.pem",
          "Certificate of this server's pages (PEM), with intermediate certificates behind it if there are any: with it"
              + " http-port speaks HTTPS only. A renewed file is taken without a restart. ha/sips-a.pem of sipha init will do"
              + " for programs that believe the pair's authority. Needs http-tls-cert-key.");

  /** Key of the certificate. */
  public static final Option<Path> HTTP_TLS_CERT_KEY =
      Option.optional(
          TSERVER,
          "http-tls-cert-key",
          new FilePath(),
          "http/sips-a.key",
          "Private key of http-tls-cert (PEM, PKCS #8, not encrypted), readable by the server's user only.");

  /** Whose clients may operate. */
  public static final Option<Path> HTTP_TLS_CLIENT_CA =
      Option.optional(
          TSERVER,
          "http-tls-client-ca",
          new FilePath(),
          "http/operators.pem",
          "Certificates of authorities (PEM): a client whose certificate one of them has signed may read and operate without"
              + " a token. Use an authority that signs operators only. Needs http-tls-cert.");

  /** In the order of the reference page. */
  static final List<Option<?>> ALL =
      List.of(HTTP_READ_ACCESS, HTTP_TLS_CERT, HTTP_TLS_CERT_KEY, HTTP_TLS_CLIENT_CA);

  private HttpOptions() {}
}
