package org.sipha.dist.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sipha.config.ServerSettings;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.PreferredRole;
import org.sipha.core.link.Protocol;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.WithoutQuorum;
import org.sipha.http.PeerAddress;

/** The settings of a node, made from those of its server and from what only this process knows. */
final class NodePlan {
  /** The checks of {@link StartChecks}; that of the clock is the node's own. */
  private static final Set<String> SELF_CHECKS =
      Set.of(WarmUpCheck.NAME, CertificatesCheck.NAME, DiskSpaceCheck.NAME);

  /** SPEC 2: how long a connection must have been established before a primary is ready. */
  private static final Duration SETTLING = Duration.ofSeconds(60);

  private NodePlan() {}

  /**
   * What only this process knows.
   *
   * @param version of the product
   * @param incarnation random, not 0
   * @param bootId see {@link BootId}
   * @param lockFile its identity; empty where the arbiter is another
   * @param persistedEpoch highest epoch number on disk
   * @param labSettling see {@link ServerOptions}
   */
  record Circumstances(
      String version,
      long incarnation,
      String bootId,
      String lockFile,
      long persistedEpoch,
      Optional<Duration> labSettling) {}

  static NodeSettings of(ServerSettings server, Circumstances circumstances) {
    Duration settling = circumstances.labSettling.orElse(SETTLING);
    Map<String, String> unsafe = new HashMap<>(server.shared().unsafe());
    unsafe.put("--lab-settling", settling.toMillis() + " ms");
    ServerSettings.EtcdSettings etcd = server.arbiter().etcd();
    return new NodeSettings(
        server.applicationName(),
        server.serverId(),
        server.backupSync().pairName(),
        circumstances.version,
        Protocol.range(),
        circumstances.incarnation,
        circumstances.bootId,
        server.arbiter().type(),
        etcd == null ? circumstances.lockFile : etcd.place(),
        etcd == null ? WithoutQuorum.STOP : etcd.withoutQuorum(),
        unsafe,
        server.shared().shared(),
        PeerAddress.of(httpAddressForPeer(server).toString(), server.httpAccess().tls() != null),
        server.preferredRole() == PreferredRole.PRIMARY,
        circumstances.persistedEpoch,
        server.backupSync().isRegularDialler(),
        server.addressScripts() != null,
        settling,
        server.ha().startWait(),
        server.backupSync().addpTimeout(),
        server.ha().drainTimeout(),
        server.ha().answerSyncTimeout(),
        server.ha().maxCallsSyncAtOnce(),
        SELF_CHECKS,
        server.grid() != null);
  }

  /**
   * All addresses is no address that a peer could show: pages are at the HA connection's address
   * then, too.
   */
  private static HostPort httpAddressForPeer(ServerSettings server) {
    HostPort http = server.http();
    return http.isWildcard() ? new HostPort(server.backupSync().here().host(), http.port()) : http;
  }
}
