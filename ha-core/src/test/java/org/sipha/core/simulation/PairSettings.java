package org.sipha.core.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.sipha.core.link.Protocol;
import org.sipha.core.link.ProtocolRange;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;

/**
 * The configuration of one server of a simulated pair, with the defaults of SPEC; a story changes
 * what it is about before the process starts.
 */
final class PairSettings {
  String nodeName;
  int serverId;
  String pairName = "pair";
  ProtocolRange protocol = Protocol.range();

  /** By so much its wall clock is ahead of the true time. */
  long clockAheadMillis;

  String bootId = "boot";
  ArbiterType arbiter = ArbiterType.FILE;
  String arbiterPlace = "lock";
  final Map<String, String> unsafe = new HashMap<>();
  final Map<String, String> shared = new HashMap<>();
  boolean preferredPrimary;
  final boolean regularDialler;
  boolean addressScripts;
  Duration settling = Duration.ofSeconds(60);
  Duration drainTimeout = Duration.ofSeconds(2);
  Duration answerSyncTimeout = Duration.ofMillis(100);
  int limit = 500;
  boolean grid;

  PairSettings(int index) {
    nodeName = index == 0 ? "sips-a" : "sips-b";
    serverId = index + 1;
    preferredPrimary = index == 0;
    regularDialler = index == 0;
  }

  NodeSettings with(long incarnation, long persistedEpoch) {
    return new NodeSettings(
        nodeName,
        serverId,
        pairName,
        "0",
        protocol,
        incarnation,
        bootId,
        arbiter,
        arbiterPlace,
        WithoutQuorum.STOP,
        unsafe,
        shared,
        nodeName + ":8080",
        preferredPrimary,
        persistedEpoch,
        regularDialler,
        addressScripts,
        settling,
        Duration.ofSeconds(10),
        Duration.ofMillis(1500),
        drainTimeout,
        answerSyncTimeout,
        limit,
        Set.of("warm"),
        grid);
  }
}
