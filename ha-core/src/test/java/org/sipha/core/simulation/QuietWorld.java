package org.sipha.core.simulation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.Effect;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.Reason;

/**
 * What a told story plays in: a clean network, one lock, two servers of which nobody has started a
 * process yet, and the history of what happened.
 */
class QuietWorld implements Surroundings {
  /** The server that is preferred as primary, and dials. */
  static final int A = 0;

  /** The other one. */
  static final int B = 1;

  private static final double SECOND = 1e9;

  private final VirtualTime time = new VirtualTime();
  private final SimulatedLock lock = new SimulatedLock();
  private final SimulatedLease lease = new SimulatedLease(time);
  private final SimulatedNetwork network =
      new SimulatedNetwork(time, new SplittableRandom(1), Wire.clean(1_000));
  private final SimulatedGrid grid = new SimulatedGrid(time, new SplittableRandom(2), 1_000);
  private final PairSettings[] settings = {new PairSettings(A), new PairSettings(B)};
  private final Checker checker;
  private final Troubles[] troubles = {new Troubles(time), new Troubles(time)};
  private final @Nullable SimulatedProcess[] processes = new SimulatedProcess[2];
  private final long[] persisted = new long[2];
  private final List<String> history = new ArrayList<>();
  private final List<Effect> done = new ArrayList<>();
  private long incarnations;

  /** A world whose nodes wait for so long after the connection was established (SPEC 2: 60 s). */
  QuietWorld(Duration settling) {
    for (PairSettings server : settings) {
      server.settling = settling;
    }
    checker = new Checker(this, settling);
  }

  /** Starts a process of that server; it has no calls and a new incarnation. */
  SimulatedProcess start(int index) {
    SimulatedProcess process = new SimulatedProcess(this, index, ++incarnations);
    processes[index] = process;
    checker.started(process);
    note(name(index) + " starts");
    return process;
  }

  /** The latest process of that server. */
  SimulatedProcess node(int index) {
    return requireNonNull(processes[index], () -> name(index) + " was never started");
  }

  /** Configuration for the next process of that server. */
  PairSettings server(int index) {
    return settings[index];
  }

  void run(double seconds) {
    long end = time.now() + (long) (seconds * SECOND);
    while (time.step(end)) {}
  }

  double now() {
    return time.now() / SECOND;
  }

  /** How often a line of the history contains that. */
  long told(String text) {
    return history.stream().filter(line -> line.contains(text)).count();
  }

  /** The last lines of the history. */
  String history() {
    int from = Math.max(0, history.size() - 400);
    return String.join("\n", history.subList(from, history.size()));
  }

  static String name(int index) {
    return index == A ? "A" : "B";
  }

  // ---- surroundings
  // --------------------------------------------------------------------------------------------

  @Override
  public VirtualTime time() {
    return time;
  }

  @Override
  public SimulatedNetwork network() {
    return network;
  }

  @Override
  public SimulatedLock lock() {
    return lock;
  }

  @Override
  public SimulatedLease lease() {
    return lease;
  }

  @Override
  public SimulatedGrid grid() {
    return grid;
  }

  @Override
  public Checker checker() {
    return checker;
  }

  @Override
  public NodeSettings settings(int index, long incarnation) {
    return settings[index].with(incarnation, persisted[index]);
  }

  @Override
  public long clockAheadMillis(int index) {
    return settings[index].clockAheadMillis;
  }

  @Override
  public ArbiterType arbiter() {
    return settings[A].arbiter;
  }

  @Override
  public Troubles troubles(int index) {
    return troubles[index];
  }

  @Override
  public void did(SimulatedProcess process, Effect effect) {
    checker.did(process, effect);
    if (!(effect instanceof Effect.SendFrame) && !(effect instanceof Effect.Publish)) {
      done.add(effect);
    }
  }

  /** What nodes have wanted and was done, but for frames and views. */
  List<Effect> done() {
    return done;
  }

  @Override
  public void persisted(int index, long epoch) {
    persisted[index] = Math.max(persisted[index], epoch);
  }

  @Override
  public @Nullable SimulatedProcess other(int index) {
    return processes[1 - index];
  }

  @Override
  public List<SimulatedProcess> processes() {
    List<SimulatedProcess> started = new ArrayList<>();
    for (SimulatedProcess process : processes) {
      if (process != null) {
        started.add(process);
      }
    }
    return started;
  }

  @Override
  public void log(SimulatedProcess process, Reason reason) {
    if (reason.level() != Reason.Level.DEBUG) {
      note(name(process.index()) + " " + reason.level() + " " + reason.text());
    }
  }

  @Override
  public void note(String text) {
    history.add(String.format("%9.4f ", now()) + text);
  }
}
