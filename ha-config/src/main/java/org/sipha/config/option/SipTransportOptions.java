package org.sipha.config.option;

import static org.sipha.config.option.Comparison.SHARED;
import static org.sipha.config.option.SectionKind.TSERVER;

import java.nio.file.Path;
import java.util.List;
import org.sipha.config.type.FilePath;
import org.sipha.config.type.Flag;
import org.sipha.config.type.WholeNumber;

/** The options of {@code [TServer]} about TCP and TLS beside UDP. */
public final class SipTransportOptions {
  /** Whether TCP is served. */
  public static final Option<Boolean> SIP_TCP =
      Option.withDefault(
              TSERVER,
              "sip-tcp",
              new Flag(),
              "true",
              "true: SIP is served over TCP too, on sip-port, and requests of more than 1,300 bytes may go over TCP (RFC 3261"
                  + " 18.1.1). false: UDP, and TLS if it has a certificate.")
          .compared(SHARED);

  /** Port of TLS. */
  public static final Option<Integer> SIP_TLS_PORT =
      Option.withDefault(
              TSERVER,
              "sip-tls-port",
              WholeNumber.port(),
              "5061",
              "Port of the service address for SIP over TLS, which is served if sip-tls-cert is given: the same on both"
                  + " servers.")
          .compared(SHARED);

  /** Certificate of the service address. */
  public static final Option<Path> SIP_TLS_CERT =
      Option.optional(
          TSERVER,
          "sip-tls-cert",
          new FilePath(),
          "sip/service.pem",
          "Certificate of the service address (PEM), for parties that speak SIP over TLS: the same on both servers, whoever"
              + " serves. Needs sip-tls-cert-key and sip-tls-trusted-ca.");

  /** Key of the certificate. */
  public static final Option<Path> SIP_TLS_CERT_KEY =
      Option.optional(
          TSERVER,
          "sip-tls-cert-key",
          new FilePath(),
          "sip/service.key",
          "Private key of sip-tls-cert (PEM, PKCS #8, not encrypted), readable by the server's user only.");

  /** Who is believed. */
  public static final Option<Path> SIP_TLS_TRUSTED_CA =
      Option.optional(
          TSERVER,
          "sip-tls-trusted-ca",
          new FilePath(),
          "sip/authority.pem",
          "Who must have signed the certificates of parties to which this server connects over TLS (PEM), and of those that"
              + " connect to it with sip-tls-mutual = true. Names in certificates aren't compared: parties are known by"
              + " their address.");

  /** Whether parties must show a certificate. */
  public static final Option<Boolean> SIP_TLS_MUTUAL =
      Option.withDefault(
              TSERVER,
              "sip-tls-mutual",
              new Flag(),
              "false",
              "true: a party that connects over TLS must show a certificate that sip-tls-trusted-ca has signed.")
          .compared(SHARED);

  /** In the order of the reference page. */
  static final List<Option<?>> ALL =
      List.of(
          SIP_TCP,
          SIP_TLS_PORT,
          SIP_TLS_CERT,
          SIP_TLS_CERT_KEY,
          SIP_TLS_TRUSTED_CA,
          SIP_TLS_MUTUAL);

  private SipTransportOptions() {}
}
