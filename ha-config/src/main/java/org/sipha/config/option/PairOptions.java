package org.sipha.config.option;

import static org.sipha.config.option.Comparison.SHARED;
import static org.sipha.config.option.SectionKind.ARBITER;
import static org.sipha.config.option.SectionKind.BACKUP_SYNC;
import static org.sipha.config.option.SectionKind.LOG;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.sipha.config.type.Choice;
import org.sipha.config.type.FilePath;
import org.sipha.config.type.Flag;
import org.sipha.config.type.Host;
import org.sipha.config.type.LogFormat;
import org.sipha.config.type.TimeSpan;
import org.sipha.config.type.Tls;
import org.sipha.config.type.Verbosity;
import org.sipha.config.type.WholeNumber;
import org.sipha.config.type.Word;
import org.sipha.core.node.NodeSettings.ArbiterType;

/** The options of {@code [backup-sync]}, {@code [arbiter]} and {@code [log]}. */
public final class PairOptions {
  /** This end. */
  public static final Option<String> ADDRESS =
      Option.required(
          BACKUP_SYNC,
          "address",
          new Host(false),
          "127.0.0.1",
          "This end of the HA connection; the other server has the same as peer-address.");

  /** This end's port. */
  public static final Option<Integer> PORT =
      Option.required(
          BACKUP_SYNC,
          "port",
          WholeNumber.port(),
          "7101",
          "Port of this end of the HA connection.");

  /** The peer's end. */
  public static final Option<String> PEER_ADDRESS =
      Option.required(
          BACKUP_SYNC,
          "peer-address",
          new Host(false),
          "127.0.0.1",
          "The other end of the HA connection, as the other server's address says it.");

  /** The peer's port. */
  public static final Option<Integer> PEER_PORT =
      Option.required(
          BACKUP_SYNC,
          "peer-port",
          WholeNumber.port(),
          "7102",
          "Port of the other end of the HA connection.");

  /** Silence until the connection counts as lost. */
  public static final Option<Duration> ADDP_TIMEOUT =
      Option.withDefault(
              BACKUP_SYNC,
              "addp-timeout",
              TimeSpan.seconds(1_000, 60),
              "1.5",
              "In s: after that long without a sign of the peer the HA connection counts as lost. Shorter notices a cut"
                  + " sooner, longer endures a worse network. A peer that is silent for 0.4 of it is suspect.")
          .compared(SHARED);

  /** Keeps pairs apart. */
  public static final Option<String> PAIR_NAME =
      Option.withDefault(
          BACKUP_SYNC,
          "pair-name",
          Word.name(),
          "pair",
          "The same on both servers; keeps pairs apart. A server with another name is refused.");

  /** Protection of the connection. */
  public static final Option<Tls> TLS =
      Option.withDefault(
              BACKUP_SYNC,
              "tls",
              Choice.of(Tls.class),
              "required",
              "required: mutual TLS 1.3 with the three files below (sipha init makes them); whoever can't show a certificate"
                  + " of the pair's authority, made out to its application-name, is refused. off: plaintext, only where"
                  + " address and peer-address are loopback.")
          .inSample("off");

  /** Certificate of this server. */
  public static final Option<Path> CERTIFICATE =
      Option.optional(
          BACKUP_SYNC,
          "certificate",
          new FilePath(),
          "ha/sips-a.pem",
          "Certificate of this server (PEM): its DNS name (subject alternative name) is the application-name, and the authority has"
              + " signed it. sipha init makes one that is valid for 2 years. Needed unless tls = off.");

  /** Key of the certificate. */
  public static final Option<Path> KEY =
      Option.optional(
          BACKUP_SYNC,
          "key",
          new FilePath(),
          "ha/sips-a.key",
          "Private key of the certificate (PEM, PKCS #8, not encrypted), readable by the server's user only. Needed unless tls ="
              + " off.");

  /** Who signs both certificates. */
  public static final Option<Path> AUTHORITY =
      Option.optional(
          BACKUP_SYNC,
          "authority",
          new FilePath(),
          "ha/authority.pem",
          "Certificate of the pair's own authority (PEM), which signed both servers' certificates; nobody else is believed."
              + " Several in one file are all believed, so that an authority can be replaced. Needed unless tls = off.");

  /** Which arbiter. */
  public static final Option<ArbiterType> ARBITER_TYPE =
      Option.required(
          ARBITER,
          "type",
          Choice.of(ArbiterType.class),
          "file",
          "file: an operating-system lock, both servers on one host. manual: an operator or a VIP manager says promote and"
              + " demote. etcd: a lease in an etcd cluster, for two hosts and a witness. The same on both servers.");

  /** The lock. */
  public static final Option<Path> LOCK_FILE =
      Option.optional(
              ARBITER,
              "lock-file",
              new FilePath(),
              "pair.lock",
              "The lock of type = file: the same file for both servers, on a local file system, where nothing cleans up.")
          .inSample("pair.lock");

  /** How much is logged. */
  public static final Option<Verbosity> VERBOSE =
      Option.withDefault(
              LOG,
              "verbose",
              Choice.of(Verbosity.class),
              "standard",
              "How much is logged, from most to least: all; debug and trace (each message); interaction and standard (each"
                  + " change); alarm (what needs a person); none.")
          .effective(EffectTime.IMMEDIATELY);

  /** How a line is written. */
  public static final Option<LogFormat> LOG_FORMAT =
      Option.withDefault(
          LOG,
          "format",
          Choice.of(LogFormat.class),
          "plain",
          "How a line of the log is written. plain: for people, an event with its code in brackets. json: one JSON object with"
              + " time, level, logger, event (the code, if the line is an event), message, and exception where there is one.");

  /** Whether SIP messages are logged. */
  public static final Option<Boolean> SIP_MESSAGES =
      Option.withDefault(
              LOG,
              "sip-messages",
              new Flag(),
              "false",
              "Whether each SIP message is logged with the call that it belongs to, secrets masked, from the start on. POST"
                  + " /sip-log?on=true switches it on, and off, while the server runs; /calls/{id}/ladder draws the messages of a"
                  + " call. Costs time and disk.")
          .effective(EffectTime.IMMEDIATELY);

  /** In the order of the reference page. */
  static final List<Option<?>> ALL =
      List.of(
          ADDRESS,
          PORT,
          PEER_ADDRESS,
          PEER_PORT,
          ADDP_TIMEOUT,
          PAIR_NAME,
          TLS,
          CERTIFICATE,
          KEY,
          AUTHORITY,
          ARBITER_TYPE,
          LOCK_FILE,
          VERBOSE,
          LOG_FORMAT,
          SIP_MESSAGES);

  private PairOptions() {}
}
