package org.sipha.core.node;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.sipha.core.call.CallId;
import org.sipha.core.link.ProtocolRange;

/**
 * What a node must know before it starts. Checked by the configuration before; here only what would
 * make nonsense.
 *
 * @param nodeName {@code application-name}
 * @param serverId {@code server-id}, 1 to {@link CallId#MAX_SERVER_ID}
 * @param pairName {@code pair-name}
 * @param productVersion for the handshake and the status
 * @param protocol versions of the HA protocol that it speaks
 * @param incarnation a random number, one per process, not 0
 * @param bootId identifies the running operating system of this host
 * @param arbiter which arbiter
 * @param arbiterPlace the lock file's identity or the arbiter's address: equal on both nodes or the
 *     pair is refused
 * @param withoutQuorum what a primary does whose right can't be renewed
 * @param unsafeSettings settings that must be equal on both nodes, by name, hashed: different means
 *     refused
 * @param sharedSettings settings that should be equal, by name, hashed: different means a warning
 * @param httpAddress where the peer's operator page finds this node
 * @param preferredPrimary {@code ha-preferred-role = primary}
 * @param persistedEpoch highest epoch number on disk, 0 if none
 * @param regularDialler whether this end has the lower address and port, and so dials
 * @param addressScripts whether the scripts of the service address are configured
 * @param settling how long a connection must have been established: 60 s (SPEC 2)
 * @param startWait {@code ha-start-wait}
 * @param addpTimeout {@code addp-timeout}
 * @param drainTimeout {@code ha-drain-timeout}
 * @param answerSyncTimeout {@code ha-answer-sync-timeout}, zero switches answer protection off
 * @param maxCallsSyncAtOnce {@code ha-max-calls-sync-at-once}
 * @param selfChecks names of the checks that must pass before the node leaves <i>starting</i>,
 *     beside that of the clock, which is the node's own
 * @param grid whether a copy of the calls is kept in a grid (SPEC 10)
 */
public record NodeSettings(
    String nodeName,
    int serverId,
    String pairName,
    String productVersion,
    ProtocolRange protocol,
    long incarnation,
    String bootId,
    ArbiterType arbiter,
    String arbiterPlace,
    WithoutQuorum withoutQuorum,
    Map<String, String> unsafeSettings,
    Map<String, String> sharedSettings,
    String httpAddress,
    boolean preferredPrimary,
    long persistedEpoch,
    boolean regularDialler,
    boolean addressScripts,
    Duration settling,
    Duration startWait,
    Duration addpTimeout,
    Duration drainTimeout,
    Duration answerSyncTimeout,
    int maxCallsSyncAtOnce,
    Set<String> selfChecks,
    boolean grid) {
  /** Who decides which node may be primary (SPEC 4). */
  public enum ArbiterType {
    /** An operating-system lock, both servers on one host. */
    FILE,
    /** A lease, two hosts and a witness. */
    ETCD,
    /** An operator or a VIP manager. */
    MANUAL
  }

  /** What a primary does whose right ends because the arbiter's cluster has no quorum. */
  public enum WithoutQuorum {
    /** It stops serving before another can get the right. */
    STOP,
    /**
     * It goes on as long as the connected backup confirms with each heartbeat that it won't ask.
     */
    GO_ON
  }

  /** Copies the collections. */
  public NodeSettings {
    unsafeSettings = Map.copyOf(unsafeSettings);
    sharedSettings = Map.copyOf(sharedSettings);
    selfChecks = Set.copyOf(selfChecks);
    if (incarnation == 0 || serverId < 1 || serverId > CallId.MAX_SERVER_ID || nodeName.isBlank()) {
      throw new IllegalArgumentException(
          "incarnation " + incarnation + ", server-id " + serverId + ", name " + nodeName);
    }
  }

  /** Those of a node without a grid. */
  public NodeSettings(
      String nodeName,
      int serverId,
      String pairName,
      String productVersion,
      ProtocolRange protocol,
      long incarnation,
      String bootId,
      ArbiterType arbiter,
      String arbiterPlace,
      WithoutQuorum withoutQuorum,
      Map<String, String> unsafeSettings,
      Map<String, String> sharedSettings,
      String httpAddress,
      boolean preferredPrimary,
      long persistedEpoch,
      boolean regularDialler,
      boolean addressScripts,
      Duration settling,
      Duration startWait,
      Duration addpTimeout,
      Duration drainTimeout,
      Duration answerSyncTimeout,
      int maxCallsSyncAtOnce,
      Set<String> selfChecks) {
    this(
        nodeName,
        serverId,
        pairName,
        productVersion,
        protocol,
        incarnation,
        bootId,
        arbiter,
        arbiterPlace,
        withoutQuorum,
        unsafeSettings,
        sharedSettings,
        httpAddress,
        preferredPrimary,
        persistedEpoch,
        regularDialler,
        addressScripts,
        settling,
        startWait,
        addpTimeout,
        drainTimeout,
        answerSyncTimeout,
        maxCallsSyncAtOnce,
        selfChecks,
        false);
  }
}
