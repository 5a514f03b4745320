package org.sipha.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.LogFormat;
import org.sipha.config.type.PreferredRole;
import org.sipha.config.type.ReadAccess;
import org.sipha.config.type.Secret;
import org.sipha.config.type.SipContact;
import org.sipha.config.type.Tls;
import org.sipha.config.type.Verbosity;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;

/**
 * What a valid configuration file says, typed and immutable. All paths are absolute.
 *
 * @param file where it was read, absolute
 * @param applicationName {@code application-name}
 * @param serverId {@code server-id}
 * @param sip the service address, {@code sip-address} and {@code sip-port}
 * @param maxMessagesPerStranger {@code sip-max-messages-per-stranger}, a second, 0 for no limit
 * @param sipStreams SIP over TCP and TLS
 * @param registrations what telephones hear that register
 * @param http {@code http-address} and {@code http-port}
 * @param httpAccess who may read and operate there, and how
 * @param preferredRole {@code ha-preferred-role}
 * @param ha limits and waits of the pair
 * @param callTimers limits of calls
 * @param dataDirectory {@code data-directory}; need not exist yet
 * @param records the files of call detail records
 * @param addressScripts the scripts of the service address, null if there are none
 * @param backupSync the HA connection
 * @param arbiter who may be primary
 * @param grid the grid beyond the pair, null if there is none
 * @param verbosity {@code [log] verbose}
 * @param logFormat {@code [log] format}
 * @param sipMessages {@code [log] sip-messages}
 * @param dns in the order of the file
 * @param trunks in the order of the file
 * @param shared what the two servers compare in the handshake
 */
public record ServerSettings(
    Path file,
    String applicationName,
    int serverId,
    HostPort sip,
    int maxMessagesPerStranger,
    SipStreams sipStreams,
    Registrations registrations,
    HostPort http,
    HttpAccess httpAccess,
    PreferredRole preferredRole,
    Ha ha,
    CallTimers callTimers,
    Path dataDirectory,
    Records records,
    @Nullable AddressScripts addressScripts,
    BackupSync backupSync,
    ArbiterSettings arbiter,
    @Nullable Grid grid,
    Verbosity verbosity,
    LogFormat logFormat,
    boolean sipMessages,
    List<Dn> dns,
    List<Trunk> trunks,
    SharedSettings shared) {
  /** Copies the lists. */
  public ServerSettings {
    dns = List.copyOf(dns);
    trunks = List.copyOf(trunks);
  }

  /**
   * SIP over TCP and TLS.
   *
   * @param tcp {@code sip-tcp}
   * @param tls null if there is no certificate for it
   */
  public record SipStreams(boolean tcp, @Nullable SipTls tls) {}

  /**
   * SIP over TLS.
   *
   * @param port {@code sip-tls-port}
   * @param certificate {@code sip-tls-cert}
   * @param key {@code sip-tls-cert-key}
   * @param trustedCa {@code sip-tls-trusted-ca}
   * @param mutual {@code sip-tls-mutual}
   */
  public record SipTls(int port, Path certificate, Path key, Path trustedCa, boolean mutual) {}

  /**
   * Who may read and operate over HTTP.
   *
   * @param reading {@code http-read-access}
   * @param tls null if the pages are plain HTTP
   */
  public record HttpAccess(ReadAccess reading, @Nullable HttpTls tls) {}

  /**
   * HTTPS.
   *
   * @param certificate {@code http-tls-cert}
   * @param key {@code http-tls-cert-key}
   * @param clientAuthority {@code http-tls-client-ca}, null: no certificate lets a client in
   */
  public record HttpTls(Path certificate, Path key, @Nullable Path clientAuthority) {}

  /**
   * What telephones hear that register.
   *
   * @param realm {@code sip-realm}, or else {@code pair-name}
   * @param sha256 {@code sip-digest-sha256}
   * @param minExpiresSeconds {@code sip-min-expires}
   * @param maxExpiresSeconds {@code sip-max-expires}, not less
   */
  public record Registrations(
      String realm, boolean sha256, int minExpiresSeconds, int maxExpiresSeconds) {}

  /**
   * Limits and waits of the pair.
   *
   * @param maxCallsSyncAtOnce {@code ha-max-calls-sync-at-once}, in force from the next
   *     establishment
   * @param answerSyncTimeout {@code ha-answer-sync-timeout}, zero: answers don't wait
   * @param drainTimeout {@code ha-drain-timeout}
   * @param startWait {@code ha-start-wait}
   * @param unprotectedAlarm {@code unprotected-alarm-minutes}
   */
  public record Ha(
      int maxCallsSyncAtOnce,
      Duration answerSyncTimeout,
      Duration drainTimeout,
      Duration startWait,
      Duration unprotectedAlarm) {}

  /**
   * Limits of calls.
   *
   * @param noAnswer {@code no-answer-timeout}, zero: no limit
   * @param durationLimit {@code call-duration-limit}, zero: no limit
   * @param sessionExpiresSeconds {@code session-expires}, 0: none is asked for
   * @param minSessionExpiresSeconds {@code min-se}
   */
  public record CallTimers(
      Duration noAnswer,
      Duration durationLimit,
      int sessionExpiresSeconds,
      int minSessionExpiresSeconds) {}

  /**
   * The files of call detail records.
   *
   * @param fileMegabytes {@code records-file-size}
   * @param files {@code records-files}
   */
  public record Records(int fileMegabytes, int files) {
    /** When a file is full. */
    public long fileBytes() {
      return fileMegabytes * 1_000_000L;
    }
  }

  /**
   * The scripts of the service address; both existed and could be executed when the file was
   * checked.
   *
   * @param up {@code sip-vip-script-up}
   * @param down {@code sip-vip-script-down}
   * @param timeout {@code sip-vip-script-timeout}, for each
   */
  public record AddressScripts(Path up, Path down, Duration timeout) {}

  /**
   * The HA connection.
   *
   * @param here this end, {@code address} and {@code port}
   * @param peer the other end, {@code peer-address} and {@code peer-port}
   * @param addpTimeout {@code addp-timeout}
   * @param pairName {@code pair-name}
   * @param tls {@code tls}; if off, both ends are loopback
   * @param certificate {@code certificate}, not null if TLS is required
   * @param key {@code key}, not null if TLS is required
   * @param authority {@code authority}, not null if TLS is required
   */
  public record BackupSync(
      HostPort here,
      HostPort peer,
      Duration addpTimeout,
      String pairName,
      Tls tls,
      @Nullable Path certificate,
      @Nullable Path key,
      @Nullable Path authority) {
    /** Whether this end dials: the one with the lower {@code address:port}, as text. */
    public boolean isRegularDialler() {
      return here.toString().compareTo(peer.toString()) < 0;
    }
  }

  /**
   * Who may be primary.
   *
   * @param type {@code type}
   * @param lockFile {@code lock-file}, not null with {@code FILE}; need not exist yet
   * @param etcd not null with {@code ETCD} only
   */
  public record ArbiterSettings(
      ArbiterType type, @Nullable Path lockFile, @Nullable EtcdSettings etcd) {}

  /**
   * The etcd cluster that holds the right.
   *
   * @param endpoints {@code endpoints}, as they are written
   * @param lease {@code lease}
   * @param withoutQuorum {@code without-quorum}
   * @param user {@code user}, null without authentication
   * @param password {@code password}, not null with a user
   * @param tls null if {@code tls} is off
   */
  public record EtcdSettings(
      List<HostPort> endpoints,
      Duration lease,
      WithoutQuorum withoutQuorum,
      @Nullable String user,
      @Nullable Secret password,
      @Nullable EtcdTls tls) {
    /** Copies the list. */
    public EtcdSettings {
      endpoints = List.copyOf(endpoints);
    }

    /** The cluster as both servers of a pair must name it, whatever the order in their files. */
    public String place() {
      return endpoints.stream().map(HostPort::toString).sorted().collect(Collectors.joining(", "));
    }
  }

  /**
   * Files for TLS with etcd.
   *
   * @param authority {@code authority}
   * @param certificate {@code certificate}, null if etcd wants none
   * @param key {@code key}, not null with a certificate
   */
  public record EtcdTls(Path authority, @Nullable Path certificate, @Nullable Path key) {}

  /**
   * The grid beyond the pair.
   *
   * @param members {@code members}, at least one
   * @param clusterName {@code cluster-name}
   */
  public record Grid(List<HostPort> members, String clusterName) {
    /** Copies the list. */
    public Grid {
      members = List.copyOf(members);
    }
  }

  /**
   * A section {@code [dn:NAME]}; it has a contact or a password, or both.
   *
   * @param contact {@code contact}, null: only where its telephones register
   * @param password {@code password}, null: no telephone may register
   */
  public record Dn(String name, @Nullable SipContact contact, @Nullable Secret password) {
    /** A DN for which no telephone may register. */
    public Dn(String name, SipContact contact) {
      this(name, contact, null);
    }
  }

  /**
   * A section {@code [trunk:NAME]}.
   *
   * @param prefix {@code prefix}, null: no call leaves through it
   * @param contact {@code contact}
   * @param capacity {@code capacity}, 0: no limit
   * @param multisite {@code multisite}
   * @param strip {@code strip}
   */
  public record Trunk(
      String name,
      @Nullable String prefix,
      SipContact contact,
      int capacity,
      boolean multisite,
      boolean strip) {}
}
