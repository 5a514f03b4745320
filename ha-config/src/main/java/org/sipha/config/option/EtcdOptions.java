package org.sipha.config.option;

import static org.sipha.config.option.Comparison.SHARED;
import static org.sipha.config.option.Comparison.UNSAFE;
import static org.sipha.config.option.SectionKind.ARBITER;

import java.nio.file.Path;
import java.util.List;
import org.sipha.config.type.Choice;
import org.sipha.config.type.Endpoints;
import org.sipha.config.type.FilePath;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.Password;
import org.sipha.config.type.Secret;
import org.sipha.config.type.Tls;
import org.sipha.config.type.WholeNumber;
import org.sipha.config.type.Word;
import org.sipha.core.node.NodeSettings.WithoutQuorum;

/** The options of {@code [arbiter]} that only {@code type = etcd} has. */
public final class EtcdOptions {
  /** The members. */
  public static final Option<List<HostPort>> ENDPOINTS =
      Option.optional(
          ARBITER,
          "endpoints",
          new Endpoints(),
          "10.0.0.1:2379, 10.0.0.2:2379, 10.0.0.3:2379",
          "Client addresses of all members of the etcd cluster, the nearest first; on both servers the same, in any order."
              + " Needed with type = etcd.");

  /** How long the right lasts. */
  public static final Option<Integer> LEASE =
      Option.withDefault(
              ARBITER,
              "lease",
              new WholeNumber(2, 60),
              "5",
              "In s, with type = etcd: so long the right lasts after it was renewed, which happens five times as often. A"
                  + " server that dies or is cut off is replaced after it; a change of etcd's leader or a short break of the"
                  + " network must be over within half of it.")
          .compared(SHARED);

  /** What a primary does without the cluster. */
  public static final Option<WithoutQuorum> WITHOUT_QUORUM =
      Option.withDefault(
              ARBITER,
              "without-quorum",
              Choice.of(WithoutQuorum.class),
              "stop",
              "With type = etcd, when the cluster has no quorum: stop: the primary stops serving as its lease ends. go-on: it"
                  + " goes on as long as the connected backup promises with each heartbeat that it won't ask for the right.")
          .compared(UNSAFE);

  /** Who asks. */
  public static final Option<String> USER =
      Option.optional(
          ARBITER,
          "user",
          Word.name(),
          "sipha",
          "User in etcd, if authentication is on there; needs password.");

  /** The user's password. */
  public static final Option<Secret> PASSWORD =
      Option.optional(
          ARBITER,
          "password",
          new Password(),
          "${file:etcd-password}",
          "The user's password in etcd. Keep the file readable by the server's user only, or take it from the environment.");

  /** Protection of the connections. */
  public static final Option<Tls> TLS =
      Option.withDefault(
          ARBITER,
          "tls",
          Choice.of(Tls.class),
          "required",
          "With type = etcd: required: https, and authority is needed. off: http, for an isolated network: whoever reaches"
              + " etcd there can decide who is primary.");

  /** Who signed the members' certificates. */
  public static final Option<Path> AUTHORITY =
      Option.optional(
          ARBITER,
          "authority",
          new FilePath(),
          "etcd/authority.pem",
          "Certificates of authorities (PEM): only members whose certificate one of them has signed are believed. Needed with"
              + " type = etcd unless tls = off.");

  /** What this server shows. */
  public static final Option<Path> CERTIFICATE =
      Option.optional(
          ARBITER,
          "certificate",
          new FilePath(),
          "etcd/client.pem",
          "Certificate that this server shows to etcd (PEM), if etcd wants one (its option client-cert-auth). Needs key.");

  /** Key of the certificate. */
  public static final Option<Path> KEY =
      Option.optional(
          ARBITER,
          "key",
          new FilePath(),
          "etcd/client.key",
          "Private key of certificate (PEM, PKCS #8, not encrypted), readable by the server's user only.");

  /** In the order of the reference page. */
  public static final List<Option<?>> ALL =
      List.of(ENDPOINTS, LEASE, WITHOUT_QUORUM, USER, PASSWORD, TLS, AUTHORITY, CERTIFICATE, KEY);

  private EtcdOptions() {}
}
