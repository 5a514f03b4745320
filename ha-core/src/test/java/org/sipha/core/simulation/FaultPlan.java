package org.sipha.core.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;
import org.sipha.core.simulation.Fault.Kind;

/**
 * All that makes one history what it is, in one value: what is replayed, printed and shortened.
 *
 * @param seed of all that is random on the way: what the parties do, how long a frame takes
 * @param arbiter of the pair
 * @param withoutQuorum of both servers
 * @param addressScripts whether the scripts of the service address are configured
 * @param limit {@code ha-max-calls-sync-at-once}
 * @param works how many things the parties do at most
 * @param troubleMillis when faults end and all is mended
 * @param wire how bad it is until then
 * @param portMillis how long disk, scripts, SIP and arbiter take to answer, at most
 * @param mixed whether the servers begin with this version or the one before, by chance, and each
 *     process of a server is of another one than its last
 * @param grid whether the calls are kept in a grid, too
 * @param faults what happens, in the order of time
 */
record FaultPlan(
    long seed,
    ArbiterType arbiter,
    WithoutQuorum withoutQuorum,
    boolean addressScripts,
    int limit,
    int works,
    int troubleMillis,
    Wire wire,
    int portMillis,
    boolean mixed,
    boolean grid,
    List<Fault> faults) {
  private static final int ENOUGH_WORKS = 1_000;

  private static final List<ArbiterType> ARBITERS =
      List.of(
          ArbiterType.FILE,
          ArbiterType.FILE,
          ArbiterType.MANUAL,
          ArbiterType.MANUAL,
          ArbiterType.ETCD,
          ArbiterType.ETCD);

  private static final List<Integer> LIMITS = List.of(3, 10, 500);

  /** What is random about the grid leaves all else as it was without one. */
  private static final long GRID = 0x6772_6964L;

  private static final List<Kind> OF_GRID = List.of(Kind.GRID_GONE, Kind.GRID_SLOW);

  private static final List<Kind> OF_PAIR =
      Arrays.stream(Kind.values()).filter(kind -> !OF_GRID.contains(kind)).toList();

  /** Kinds of which too many would leave nothing to be seen of the others. */
  private static final List<Kind> SWITCHOVERS =
      List.of(Kind.SWITCHOVER, Kind.SWITCHOVER, Kind.FORCED_SWITCHOVER, Kind.STOP);

  private static final List<Kind> BREAKS =
      List.of(Kind.CUT, Kind.CUT_ONE_WAY, Kind.RESET, Kind.CRASH, Kind.FREEZE, Kind.STOP);

  private static final List<Kind> OF_LEASE =
      List.of(
          Kind.NO_QUORUM,
          Kind.NO_QUORUM,
          Kind.ARBITER_CUT,
          Kind.ARBITER_SLOW,
          Kind.SUSPEND,
          Kind.FREEZE,
          Kind.CRASH);

  /** What strikes in the middle of something, most of the time. */
  private static final List<Kind> INTERRUPTIONS =
      List.of(
          Kind.CUT, Kind.CUT_ONE_WAY, Kind.RESET, Kind.CRASH, Kind.FREEZE, Kind.HANG, Kind.STOP);

  /** What a switchover depends on. */
  private static final List<Kind> PORTS =
      List.of(
          Kind.DISK_FULL,
          Kind.DISK_SLOW,
          Kind.DISK_SLOW,
          Kind.UP_SCRIPT_FAILS,
          Kind.UP_SCRIPT_FAILS,
          Kind.DOWN_SCRIPT_FAILS,
          Kind.PORT_TAKEN,
          Kind.SIP_HANGS,
          Kind.ARBITER_DENIES,
          Kind.SLOW);

  FaultPlan {
    faults = List.copyOf(faults);
  }

  /** The plan of a seed. */
  static FaultPlan random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ArbiterType arbiter = any(random, ARBITERS);
    int trouble = 6_000 + random.nextInt(14_000);
    List<Fault> faults = new ArrayList<>();
    if (arbiter == ArbiterType.ETCD) {
      addToLease(faults, random, later(random, trouble));
    }
    int count = 1 + random.nextInt(2 + trouble / 3_000);
    while (faults.size() < count) {
      int at = random.nextInt(4) == 0 ? random.nextInt(trouble) : later(random, trouble);
      switch (random.nextInt(7)) {
        case 0, 1 -> addAtMoment(faults, random, at);
        case 2 -> addToSwitchover(faults, random, at);
        case 3 -> addWhileCut(faults, random, at);
        default -> faults.add(fault(random, at, any(random, OF_PAIR), ""));
      }
    }
    boolean mixed = random.nextInt(3) == 0;
    if (mixed && random.nextBoolean()) {
      addThereAndBack(faults, random, later(random, trouble));
    }
    for (Fault fault : faults) {
      if (fault.kind() == Kind.CONFIRM_NOTHING) {
        trouble = Math.max(trouble, fault.atMillis() + Faults.CONFIRMS_NOTHING_MILLIS);
      }
    }
    SplittableRandom ofGrid = new SplittableRandom(seed ^ GRID);
    boolean grid = !mixed && ofGrid.nextInt(2) == 0; // the version before knows none
    if (grid) {
      addToGrid(faults, ofGrid, trouble);
    }
    faults.sort(Comparator.comparingInt(Fault::atMillis));
    boolean dirty = random.nextInt(3) == 0;
    return new FaultPlan(
        seed,
        arbiter,
        random.nextBoolean() ? WithoutQuorum.GO_ON : WithoutQuorum.STOP,
        random.nextInt(3) == 0,
        any(random, LIMITS),
        ENOUGH_WORKS,
        trouble,
        dirty ? dirty(random) : Wire.clean(100 + random.nextInt(20_000)),
        random.nextBoolean() ? 0 : 1 + random.nextInt(300),
        mixed,
        grid,
        faults);
  }

  /** When the pair has had time to find itself. */
  private static int later(SplittableRandom random, int trouble) {
    return 4_000 + random.nextInt(trouble - 4_000);
  }

  private static Wire dirty(SplittableRandom random) {
    return new Wire(
        random.nextInt(300),
        random.nextBoolean() ? 0 : random.nextInt(300),
        random.nextInt(300),
        random.nextInt(300),
        100 + random.nextInt(20_000));
  }

  /** A fault that strikes in the middle of something, and what brings that something about. */
  private static void addAtMoment(List<Fault> faults, SplittableRandom random, int at) {
    boolean switchover = random.nextBoolean();
    String moment = any(random, switchover ? Fault.OF_SWITCHOVER : Fault.OF_SYNCHRONIZATION);
    Kind kind = any(random, random.nextInt(4) == 0 ? OF_PAIR : INTERRUPTIONS);
    faults.add(fault(random, at, kind, moment));
    faults.add(fault(random, at, any(random, switchover ? SWITCHOVERS : BREAKS), ""));
  }

  /** A port that doesn't do its work at either node, and a switchover that needs it. */
  private static void addToSwitchover(List<Fault> faults, SplittableRandom random, int at) {
    Kind port = any(random, PORTS);
    for (int node = 0; node < 2; node++) {
      faults.add(new Fault(at, port, node, 500 + random.nextInt(6_000), ""));
    }
    faults.add(fault(random, at + random.nextInt(500), any(random, SWITCHOVERS), ""));
  }

  /**
   * The right can't be renewed, or whoever holds it loses its time, often while something breaks.
   */
  private static void addToLease(List<Fault> faults, SplittableRandom random, int at) {
    Kind kind = any(random, OF_LEASE);
    int duration = random.nextInt(12_000);
    faults.add(new Fault(at, kind, random.nextInt(2), duration, ""));
    if (random.nextBoolean()) {
      int during = at + random.nextInt(duration + 1);
      faults.add(fault(random, during, any(random, random.nextBoolean() ? BREAKS : OF_LEASE), ""));
    }
  }

  /** Commands while the two don't hear one another. */
  private static void addWhileCut(List<Fault> faults, SplittableRandom random, int at) {
    faults.add(
        new Fault(at, any(random, BREAKS), random.nextInt(2), 2_500 + random.nextInt(4_000), ""));
    if (random.nextInt(3) == 0) {
      // Both serve in the end, in the same epoch.
      int node = random.nextInt(2);
      faults.add(new Fault(at + 1_700, Kind.PROMOTE, node, 0, ""));
      faults.add(new Fault(at + 1_800, Kind.DEMOTE, 1 - node, 0, ""));
      faults.add(new Fault(at + 2_300, Kind.PROMOTE, 1 - node, 0, ""));
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      Kind command = random.nextInt(3) == 0 ? Kind.DEMOTE : Kind.PROMOTE;
      faults.add(fault(random, at + 1_500 + random.nextInt(2_500), command, ""));
    }
  }

  /** Both versions of one server, one after the other, and the first again. */
  private static void addThereAndBack(List<Fault> faults, SplittableRandom random, int at) {
    int node = random.nextInt(2);
    for (int i = 0; i < 2; i++) {
      Kind end = random.nextInt(4) == 0 ? Kind.CRASH : Kind.STOP;
      faults.add(new Fault(at + i * 4_000, end, node, random.nextInt(500), ""));
    }
  }

  /** A double failure, and a grid that isn't always there. */
  private static void addToGrid(List<Fault> faults, SplittableRandom random, int trouble) {
    if (random.nextBoolean()) {
      int at = later(random, trouble);
      int node = random.nextInt(2);
      faults.add(new Fault(at, Kind.CRASH, node, random.nextInt(1_000), ""));
      faults.add(
          new Fault(
              at + random.nextInt(3_000), Kind.CRASH, 1 - node, 500 + random.nextInt(3_000), ""));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      faults.add(
          new Fault(random.nextInt(trouble), any(random, OF_GRID), 0, random.nextInt(8_000), ""));
    }
  }

  private static Fault fault(SplittableRandom random, int at, Kind kind, String after) {
    int duration = random.nextInt(random.nextInt(3) == 0 ? 12_000 : 2_500);
    return new Fault(at, kind, random.nextInt(2), duration, after);
  }

  private static <T> T any(SplittableRandom random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  long troubleNanos() {
    return troubleMillis * 1_000_000L;
  }

  // ---- made simpler
  // ------------------------------------------------------------------------------------------------

  FaultPlan with(List<Fault> fewer) {
    return with("faults", text(fewer));
  }

  FaultPlan withSeed(long other) {
    return with("seed", other);
  }

  FaultPlan withWorks(int fewer) {
    return with("works", fewer);
  }

  FaultPlan withTrouble(int shorter) {
    return with("trouble", shorter);
  }

  FaultPlan with(Wire better) {
    return with("loss", better.loss() + "/" + better.lossBack())
        .with("dup", better.duplication())
        .with("late", better.reordering())
        .with("latency", better.latencyMicros());
  }

  FaultPlan withQuickPorts() {
    return with("ports", 0);
  }

  FaultPlan withoutAddressScripts() {
    return with("scripts", false);
  }

  FaultPlan withoutOldVersions() {
    return with("mixed", false);
  }

  FaultPlan withoutGrid() {
    return with("grid", false);
  }

  /** The same plan but for one part of its text. */
  private FaultPlan with(String part, Object value) {
    Map<String, String> parts = parts(toString());
    parts.put(part, value.toString());
    return of(parts);
  }

  // ---- as text
  // -----------------------------------------------------------------------------------------------------

  /** One word that {@link #parse} reads. */
  @Override
  public String toString() {
    return ("seed=%d,arbiter=%s,quorum=%s,scripts=%b,limit=%d,works=%d,trouble=%d,loss=%d/%d,dup=%d,late=%d,latency=%d,"
            + "ports=%d,mixed=%b,grid=%b,faults=%s")
        .formatted(
            seed,
            arbiter,
            withoutQuorum,
            addressScripts,
            limit,
            works,
            troubleMillis,
            wire.loss(),
            wire.lossBack(),
            wire.duplication(),
            wire.reordering(),
            wire.latencyMicros(),
            portMillis,
            mixed,
            grid,
            text(faults));
  }

  private static String text(List<Fault> faults) {
    return faults.stream().map(Fault::toString).collect(Collectors.joining("+"));
  }

  /** Reads what {@link #toString} wrote. */
  static FaultPlan parse(String text) {
    return of(parts(text));
  }

  private static Map<String, String> parts(String text) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : text.split(",")) {
      String[] nameAndValue = part.split("=", 2);
      parts.put(nameAndValue[0], nameAndValue[1]);
    }
    return parts;
  }

  private static FaultPlan of(Map<String, String> parts) {
    String[] loss = parts.get("loss").split("/");
    String faults = parts.get("faults");
    return new FaultPlan(
        Long.parseLong(parts.get("seed")),
        ArbiterType.valueOf(parts.get("arbiter")),
        WithoutQuorum.valueOf(parts.get("quorum")),
        Boolean.parseBoolean(parts.get("scripts")),
        Integer.parseInt(parts.get("limit")),
        Integer.parseInt(parts.get("works")),
        Integer.parseInt(parts.get("trouble")),
        new Wire(
            Integer.parseInt(loss[0]),
            Integer.parseInt(loss[1]),
            Integer.parseInt(parts.get("dup")),
            Integer.parseInt(parts.get("late")),
            Integer.parseInt(parts.get("latency"))),
        Integer.parseInt(parts.get("ports")),
        Boolean.parseBoolean(parts.get("mixed")),
        Boolean.parseBoolean(parts.get("grid")),
        faults.isEmpty()
            ? List.of()
            : Arrays.stream(faults.split("\\+")).map(Fault::parse).toList());
  }
}
