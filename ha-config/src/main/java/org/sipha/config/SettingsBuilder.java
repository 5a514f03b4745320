package org.sipha.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ServerSettings.AddressScripts;
import org.sipha.config.ServerSettings.ArbiterSettings;
import org.sipha.config.ServerSettings.BackupSync;
import org.sipha.config.ServerSettings.CallTimers;
import org.sipha.config.ServerSettings.Dn;
import org.sipha.config.ServerSettings.EtcdSettings;
import org.sipha.config.ServerSettings.EtcdTls;
import org.sipha.config.ServerSettings.Grid;
import org.sipha.config.ServerSettings.Ha;
import org.sipha.config.ServerSettings.HttpAccess;
import org.sipha.config.ServerSettings.HttpTls;
import org.sipha.config.ServerSettings.Records;
import org.sipha.config.ServerSettings.Registrations;
import org.sipha.config.ServerSettings.SipStreams;
import org.sipha.config.ServerSettings.SipTls;
import org.sipha.config.ServerSettings.Trunk;
import org.sipha.config.option.DestinationOptions;
import org.sipha.config.option.EtcdOptions;
import org.sipha.config.option.GridOptions;
import org.sipha.config.option.HttpOptions;
import org.sipha.config.option.Option;
import org.sipha.config.option.PairOptions;
import org.sipha.config.option.RegistrationOptions;
import org.sipha.config.option.SipTransportOptions;
import org.sipha.config.option.TServerOptions;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.Tls;
import org.sipha.core.node.NodeSettings.ArbiterType;

/** Takes the values of a file without problems over into the settings. */
final class SettingsBuilder {
  private final Path base;
  private final CheckedFile checked;

  private SettingsBuilder(Path base, CheckedFile checked) {
    this.base = base;
    this.checked = checked;
  }

  /** {@code base} is where relative paths start. */
  static ServerSettings build(Path file, Path base, CheckedFile checked) {
    return new SettingsBuilder(base, checked).settings(file);
  }

  private ServerSettings settings(Path file) {
    SectionValues server = checked.tserver();
    return new ServerSettings(
        file.toAbsolutePath(),
        server.get(TServerOptions.APPLICATION_NAME),
        server.get(TServerOptions.SERVER_ID),
        end(server, TServerOptions.SIP_ADDRESS, TServerOptions.SIP_PORT),
        server.get(TServerOptions.MAX_MESSAGES_PER_STRANGER),
        sipStreams(server),
        registrations(server),
        end(server, TServerOptions.HTTP_ADDRESS, TServerOptions.HTTP_PORT),
        new HttpAccess(server.get(HttpOptions.HTTP_READ_ACCESS), httpTls(server)),
        server.get(TServerOptions.HA_PREFERRED_ROLE),
        new Ha(
            server.get(TServerOptions.HA_MAX_CALLS_SYNC_AT_ONCE),
            server.get(TServerOptions.HA_ANSWER_SYNC_TIMEOUT),
            server.get(TServerOptions.HA_DRAIN_TIMEOUT),
            server.get(TServerOptions.HA_START_WAIT),
            Duration.ofMinutes(server.get(TServerOptions.UNPROTECTED_ALARM_MINUTES))),
        new CallTimers(
            server.get(TServerOptions.NO_ANSWER_TIMEOUT),
            server.get(TServerOptions.CALL_DURATION_LIMIT),
            server.get(TServerOptions.SESSION_EXPIRES),
            server.get(TServerOptions.MIN_SE)),
        resolve(server.get(TServerOptions.DATA_DIRECTORY)),
        new Records(
            server.get(TServerOptions.RECORDS_FILE_SIZE), server.get(TServerOptions.RECORDS_FILES)),
        addressScripts(server),
        backupSync(checked.backupSync()),
        new ArbiterSettings(
            checked.arbiter().get(PairOptions.ARBITER_TYPE),
            path(checked.arbiter(), PairOptions.LOCK_FILE),
            checked.arbiter().get(PairOptions.ARBITER_TYPE) == ArbiterType.ETCD
                ? etcd(checked.arbiter())
                : null),
        grid(checked.hazelcast()),
        checked.log().get(PairOptions.VERBOSE),
        checked.log().get(PairOptions.LOG_FORMAT),
        checked.log().get(PairOptions.SIP_MESSAGES),
        checked.dns().stream().map(SettingsBuilder::dn).toList(),
        checked.trunks().stream().map(SettingsBuilder::trunk).toList(),
        SharedSettings.of(checked));
  }

  private SipStreams sipStreams(SectionValues server) {
    Path certificate = path(server, SipTransportOptions.SIP_TLS_CERT);
    Path key = path(server, SipTransportOptions.SIP_TLS_CERT_KEY);
    Path trustedCa = path(server, SipTransportOptions.SIP_TLS_TRUSTED_CA);
    return new SipStreams(
        server.get(SipTransportOptions.SIP_TCP),
        certificate == null || key == null || trustedCa == null
            ? null
            : new SipTls(
                server.get(SipTransportOptions.SIP_TLS_PORT),
                certificate,
                key,
                trustedCa,
                server.get(SipTransportOptions.SIP_TLS_MUTUAL)));
  }

  private @Nullable HttpTls httpTls(SectionValues server) {
    Path certificate = path(server, HttpOptions.HTTP_TLS_CERT);
    Path key = path(server, HttpOptions.HTTP_TLS_CERT_KEY);
    return certificate == null || key == null
        ? null
        : new HttpTls(certificate, key, path(server, HttpOptions.HTTP_TLS_CLIENT_CA));
  }

  private Registrations registrations(SectionValues server) {
    return new Registrations(
        server
            .find(RegistrationOptions.SIP_REALM)
            .orElseGet(() -> checked.backupSync().get(PairOptions.PAIR_NAME)),
        server.get(RegistrationOptions.SIP_DIGEST_SHA256),
        server.get(RegistrationOptions.SIP_MIN_EXPIRES),
        server.get(RegistrationOptions.SIP_MAX_EXPIRES));
  }

  private @Nullable AddressScripts addressScripts(SectionValues server) {
    Path up = path(server, TServerOptions.SIP_VIP_SCRIPT_UP);
    Path down = path(server, TServerOptions.SIP_VIP_SCRIPT_DOWN);
    return up == null || down == null
        ? null
        : new AddressScripts(up, down, server.get(TServerOptions.SIP_VIP_SCRIPT_TIMEOUT));
  }

  private BackupSync backupSync(SectionValues section) {
    return new BackupSync(
        end(section, PairOptions.ADDRESS, PairOptions.PORT),
        end(section, PairOptions.PEER_ADDRESS, PairOptions.PEER_PORT),
        section.get(PairOptions.ADDP_TIMEOUT),
        section.get(PairOptions.PAIR_NAME),
        section.get(PairOptions.TLS),
        path(section, PairOptions.CERTIFICATE),
        path(section, PairOptions.KEY),
        path(section, PairOptions.AUTHORITY));
  }

  private EtcdSettings etcd(SectionValues section) {
    return new EtcdSettings(
        section.get(EtcdOptions.ENDPOINTS),
        Duration.ofSeconds(section.get(EtcdOptions.LEASE)),
        section.get(EtcdOptions.WITHOUT_QUORUM),
        section.find(EtcdOptions.USER).orElse(null),
        section.find(EtcdOptions.PASSWORD).orElse(null),
        section.get(EtcdOptions.TLS) == Tls.OFF
            ? null
            : new EtcdTls(
                resolve(section.get(EtcdOptions.AUTHORITY)),
                path(section, EtcdOptions.CERTIFICATE),
                path(section, EtcdOptions.KEY)));
  }

  private static @Nullable Grid grid(SectionValues section) {
    return section
        .find(GridOptions.MEMBERS)
        .map(members -> new Grid(members, section.get(GridOptions.CLUSTER_NAME)))
        .orElse(null);
  }

  private static Dn dn(SectionValues section) {
    return new Dn(
        section.ownName(),
        section.find(DestinationOptions.DN_CONTACT).orElse(null),
        section.find(DestinationOptions.DN_PASSWORD).orElse(null));
  }

  private static Trunk trunk(SectionValues section) {
    return new Trunk(
        section.ownName(),
        section.find(DestinationOptions.TRUNK_PREFIX).orElse(null),
        section.get(DestinationOptions.TRUNK_CONTACT),
        section.get(DestinationOptions.TRUNK_CAPACITY),
        section.get(DestinationOptions.TRUNK_MULTISITE),
        section.get(DestinationOptions.TRUNK_STRIP));
  }

  private static HostPort end(SectionValues section, Option<String> host, Option<Integer> port) {
    return new HostPort(section.get(host), section.get(port));
  }

  private @Nullable Path path(SectionValues section, Option<Path> option) {
    return section.find(option).map(this::resolve).orElse(null);
  }

  private Path resolve(Path path) {
    return base.resolve(path);
  }
}
