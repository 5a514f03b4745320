package org.sipha.http;

import static org.sipha.http.Block.Statistic.flag;
import static org.sipha.http.Block.Statistic.number;
import static org.sipha.http.Block.Statistic.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.sipha.core.node.NodeView;
import org.sipha.core.role.Role;
import org.sipha.http.Block.Statistic;
import org.sipha.http.Block.Table;

/**
 * The blocks of SPEC 7: one model, rendered as XML, JSON and HTML. Names are spelled as existing
 * monitoring clients of such servers spell them, mistakes included. All values are numbers but
 * {@code NAME}, {@code HA_ROLE} and {@code TRUNK}.
 */
final class Blocks {
  private static final String GRID = "haGrid";
  private static final Map<String, Function<Snapshot, Block>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("sipServer", Blocks::sipServer);
    ALL.put("sipCallManager", Blocks::sipCallManager);
    ALL.put("sipPresenceManager", Blocks::sipPresenceManager);
    ALL.put("sipTransportLayer", Blocks::sipTransportLayer);
    ALL.put("sipTrunkStatistics", Blocks::sipTrunkStatistics);
    ALL.put("haSynchronization", HaBlocks::synchronization);
    ALL.put("haBlockers", HaBlocks::blockers);
    ALL.put("haSipTraffic", HaBlocks::sipTraffic);
    ALL.put("haRight", RightShown::block);
    ALL.put(GRID, GridFigures::block);
  }

  private Blocks() {}

  /** The names of all blocks, in the order in which they are shown. */
  static Set<String> names() {
    return ALL.keySet();
  }

  /** The blocks of these names, which must be known; that of the grid only if there is one. */
  static List<Block> of(Snapshot snapshot, Set<String> names) {
    return ALL.entrySet().stream()
        .filter(entry -> names.contains(entry.getKey()))
        .filter(entry -> !entry.getKey().equals(GRID) || snapshot.view().grid() != null)
        .map(entry -> entry.getValue().apply(snapshot))
        .toList();
  }

  private static Block block(String name, Statistic... statistics) {
    return new Block(name, List.of(statistics), List.of());
  }

  private static Block sipServer(Snapshot s) {
    NodeView view = s.view();
    return block(
        "sipServer",
        text("NAME", view.nodeName(), "Name of this server"),
        text("HA_ROLE", roleName(view.role()), "Role in the HA pair"),
        flag(
            "READINESS_SWITCHOVER",
            view.readiness().forSwitchover(),
            "Ready for switchover: 1 if a switchover loses no call"),
        flag(
            "READINESS_UPGRADE",
            view.readiness().forUpgrade(),
            "Ready for upgrade: 1 if this server may be stopped and upgraded"),
        flag("HA_LINK", Snapshot.isConnected(view), "1 while the HA connection has a session"),
        flag(
            "CONNECTION_TO_SCS",
            s.configuration().isServerReached(),
            "1 if the configuration server is reached, 0 if not or if there is none"),
        flag(
            "APPLICATION_SERVICE",
            Snapshot.doesItsWork(view),
            "1 if the server does its role's work: a primary serves SIP, a backup is connected"),
        number("CORE_THREADS_COUNT", s.process().threads(), "Threads of the process"),
        number("SIPS_MEMORY_USAGE", s.process().memoryBytes(), "Memory of the process in bytes"),
        number(
            "SIPS_CPU_USAGE",
            s.process().cpuPercent(),
            "Processor use of the process in percent of one processor"),
        number("SIPS_PROCESS_ID", s.process().pid(), "Process identifier"),
        number(
            "QUEUE_MAIN_CM",
            s.sip().queueToCallManager(),
            "Queue of events from the node to the call logic"),
        number(
            "QUEUE_CM_MAIN",
            s.sip().queueFromCallManager(),
            "Queue of events from the call logic to the node"),
        number(
            "QUEUE_FROM_TRASNPORT",
            s.sip().queueFromTransport(),
            "Queue of SIP messages read and not handled yet"),
        number(
            "QUEUE_TO_TRASNPORT",
            s.sip().queueToTransport(),
            "Queue of SIP messages not written yet"),
        none("NUM_SIPPS", "SIP proxies"),
        none("NUM_MSMLS", "Media services"),
        number("NUM_TRUNKS", s.sip().trunks().size(), "Trunks"),
        none("NUM_SOFTSWITCHES", "Softswitches"));
  }

  private static Block sipCallManager(Snapshot s) {
    long legs = 2L * s.view().calls();
    return block(
        "sipCallManager",
        number("NCALLS", s.view().calls(), "Calls; on a backup its copies"),
        number("NCALLSCREATED", s.view().callsCreated(), "Calls set up by this process"),
        number(
            "NCALLSABANDONED",
            s.sip().callsAbandoned(),
            "Calls that the caller gave up before the answer"),
        number("NPARTIES", legs, "Parties of the calls"),
        number("NCONNECTIONS", legs, "Dialogs of the calls"),
        number("NOPERATIONS", s.sip().transactions(), "Open SIP transactions"),
        none("NMUSICSERVICES", "Music services"),
        none("NTREATMENTS", "Treatments"),
        none("NGREATINGS", "Greetings"),
        none("NRECORDERS", "Recorders"),
        none("NMCUCHANNELS", "Conference channels"),
        none("NLOGGEDAGENTS", "Agents logged on"),
        none("NTLIBCLIENTS", "T-Library clients"),
        number("NREGISTEREDDNS", s.sip().registeredDns(), "DNs with a contact"),
        number("NSIPREGISTEREDEP", s.sip().registrations(), "Active SIP registrations"),
        number("NSIPEXPIREDREGS", s.sip().expiredRegistrations(), "Expired SIP registrations"),
        none("NCALLRECORDINGFAILED", "Failed call recordings"));
  }

  private static Block sipPresenceManager(Snapshot s) {
    return block(
        "sipPresenceManager",
        number("PM_NACTIVE_REGISTRATIONS", s.sip().registrations(), "Active registrations"));
  }

  private static Block sipTransportLayer(Snapshot s) {
    return block(
        "sipTransportLayer",
        number("TL_NTRANSPORTS", s.sip().transports(), "SIP transports that are open"));
  }

  private static Block sipTrunkStatistics(Snapshot s) {
    List<List<Statistic>> rows = s.sip().trunks().stream().map(Blocks::trunk).toList();
    Table table = new Table("sipTrunkTable", "sipTrunkData", rows);
    return new Block("sipTrunkStatistics", List.of(), List.of(table));
  }

  private static List<Statistic> trunk(SipFigures.Trunk trunk) {
    return List.of(
        text("TRUNK", trunk.name(), "Name of the trunk"),
        flag("IN_SERVICE", trunk.inService(), "1 if calls are sent to the trunk"),
        number("CURRENT_CALLS", trunk.currentCalls(), "Calls on the trunk"),
        number("CAPACITY", trunk.capacity(), "Calls at most, 0 without a limit"));
  }

  /** What such a server counts and this one doesn't have (SPEC 7). */
  private static Statistic none(String name, String what) {
    return number(name, 0, what + " (this server has none)");
  }

  private static String roleName(Role role) {
    return switch (role) {
      case PRIMARY -> "Primary (Active)";
      case BACKUP -> "Backup (Passive)";
      case NONE -> "None";
    };
  }
}
