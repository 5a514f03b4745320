package org.sipha.hazelcast;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.GridState.State;
import org.sipha.core.port.GridSettings;
import org.sipha.core.port.Grids;
import org.sipha.core.port.Inputs;
import org.sipha.core.registration.RegistrationRecord;
import org.sipha.hazelcast.Comparison.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The grid as a server sees it: a client of members that are processes of their own, so that a
 * server that is frozen or restarted isn't a lost member.
 *
 * <p>The node's loop only leaves its changes in the {@link Intake}. One thread, the grid's, takes
 * them from there into the {@link Lanes}, where they wait and are written, runs the {@link
 * Comparison} and the {@link Recall}, and tells how the grid stands. While no member is reached
 * nothing is kept: the comparison after reaching one finds what the map lacks.
 *
 * <pre>
 *   event                                     what follows
 *   a member is reached, this node serves     a comparison
 *   a member joins or leaves                  a comparison: it may have taken something along
 *   the node begins to serve                  a comparison
 *   a recall has ended whole                  what only the map has may go; a comparison
 *   there was no room for a change            a comparison, when there is room again
 *   a comparison has failed                   another one after 2 s
 *   60 s have passed since the last           another one (10 s, if that left something unlike)
 * </pre>
 */
final class HazelcastGrid implements Grids.Opened {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastGrid.class);

  /** Changes that may wait; of 2 KB each in the worst case, 200 MB. */
  static final int BOUND = 100_000;

  private static final long TICK_MILLIS = 100;
  private static final long PUMP_MILLIS = 5;
  private static final long BETWEEN_COMPARISONS = TimeUnit.SECONDS.toNanos(60);
  private static final long AFTER_UNLIKE = TimeUnit.SECONDS.toNanos(10);
  private static final long AFTER_FAILURE = TimeUnit.SECONDS.toNanos(2);

  /** A change that waits for longer makes the map differ noticeably from the table. */
  private static final long LATE = TimeUnit.SECONDS.toNanos(1);

  private static final long TOLD_AGAIN = TimeUnit.SECONDS.toNanos(1);
  private static final long TOLD_AT_MOST = TimeUnit.MILLISECONDS.toNanos(200);

  private final Table table;
  private final Inputs inputs;
  private final ScheduledExecutorService gridThread = thread("sipha-grid");
  private final ScheduledExecutorService slowThread = thread("sipha-grid-slow");
  private final GridConnection connection;
  private final Intake intake = new Intake(BOUND);
  private final AtomicBoolean pumps = new AtomicBoolean();
  private volatile boolean accepts;
  private volatile boolean overflowed;

  // What follows is the grid's thread's.
  private @Nullable GridMap map;
  private @Nullable Lanes lanes;
  private @Nullable Comparison comparison;
  private @Nullable Recall recall;
  private boolean everReached;
  private boolean serves;
  private boolean mayRemove;

  /** Whether the recall was begun after this node began to serve. */
  private boolean recallCounts;

  private boolean isEqual;
  private long nextComparison;
  private boolean isUnlike;
  private String unreadable = "";
  private Input.@Nullable GridState told;
  private long toldNanos;

  private HazelcastGrid(GridSettings settings, Table table, Inputs inputs) {
    this.table = table;
    this.inputs = inputs;
    connection =
        new GridConnection(
            settings,
            gridThread,
            slowThread,
            new GridConnection.Listener() {
              @Override
              public void reached(GridMap reached) {
                HazelcastGrid.this.reached(reached);
              }

              @Override
              public void gone() {
                HazelcastGrid.this.gone();
              }

              @Override
              public void membersChanged() {
                compareAnew();
              }
            });
  }

  /** Begins to connect and returns at once. */
  static HazelcastGrid open(GridSettings settings, Table table, Inputs inputs) {
    HazelcastGrid grid = new HazelcastGrid(settings, table, inputs);
    grid.slowThread.execute(grid.connection::open);
    var unused =
        grid.gridThread.scheduleWithFixedDelay(
            grid::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return grid;
  }

  /** What comes after its end is dropped: answers of a library that ends, too, for example. */
  private static ScheduledExecutorService thread(String name) {
    return new ScheduledThreadPoolExecutor(
        1,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        },
        new ThreadPoolExecutor.DiscardPolicy());
  }

  // ---- the port: any thread ----

  @Override
  public void put(CallRecord call) {
    add(table.change(call, System.nanoTime()));
  }

  @Override
  public void remove(CallId id, Version version) {
    add(Table.end(Keys.of(id), version, System.nanoTime()));
  }

  @Override
  public void put(RegistrationRecord registration) {
    add(table.change(registration, System.nanoTime()));
  }

  private void add(Change change) {
    if (!accepts) {
      return;
    }
    if (!intake.add(change)) {
      overflowed = true;
    }
    if (pumps.compareAndSet(false, true)) {
      var unused = gridThread.schedule(this::pump, PUMP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void serve(boolean complete) {
    accepts = true;
    gridThread.execute(() -> begin(complete));
  }

  @Override
  public void rest() {
    accepts = false;
    intake.takeAll();
    gridThread.execute(this::end);
  }

  @Override
  public void recall() {
    gridThread.execute(this::beginRecall);
  }

  @Override
  public void recallOn() {
    gridThread.execute(
        () -> {
          if (recall != null) {
            recall.on();
          }
        });
  }

  @Override
  public void recall(CallId id) {
    gridThread.execute(() -> readOne(id));
  }

  @Override
  public void close() {
    gridThread.shutdownNow();
    slowThread.shutdownNow();
    connection.close();
  }

  // ---- the grid's thread ----

  private void begin(boolean complete) {
    serves = true;
    mayRemove = complete;
    recallCounts = false;
    compareAnew();
  }

  private void end() {
    serves = false;
    stopComparison();
    GridMap here = map;
    if (here != null) {
      openLanes(here); // what waited in the old ones is forgotten
    }
  }

  private void reached(GridMap reached) {
    LOG.info("a member of the grid is reached");
    everReached = true;
    map = reached;
    openLanes(reached);
    compareAnew();
  }

  private void gone() {
    if (map != null) {
      LOG.warn("no member of the grid is reached any more");
    }
    map = null;
    if (lanes != null) {
      lanes.close();
      lanes = null;
    }
    stopComparison();
    if (recall != null) {
      recall.lost("no member is reached");
    }
  }

  private void openLanes(GridMap reached) {
    if (lanes != null) {
      lanes.close();
    }
    lanes = new Lanes(reached, BOUND, gridThread, System::nanoTime);
  }

  private void pump() {
    pumps.set(false); // before taking, so that what comes meanwhile isn't forgotten
    for (Change change : intake.takeAll()) {
      if (lanes != null && !lanes.add(change)) {
        overflowed = true;
      }
    }
  }

  private void stopComparison() {
    if (comparison != null) {
      comparison.cancel();
      comparison = null;
    }
    isEqual = false;
    isUnlike = false;
    unreadable = "";
  }

  private void compareAnew() {
    stopComparison();
    nextComparison = System.nanoTime();
  }

  private void tick() {
    try {
      long now = System.nanoTime();
      if (lanes != null) {
        lanes.tick();
      }
      if (recall != null) {
        recall.tick();
        if (recall.hasEnded()) {
          boolean readAll = recall.isWhole() && recallCounts;
          recall = null;
          if (readAll && !mayRemove) {
            mayRemove = true;
            compareAnew();
          }
        }
      }
      compare(now);
      tell(now);
    } catch (RuntimeException e) {
      LOG.error("the grid's thread has failed and goes on", e);
    }
  }

  private void compare(long now) {
    GridMap here = map;
    Lanes lines = lanes;
    if (here == null || lines == null || !serves) {
      return;
    }
    if (overflowed && lines.waiting() < BOUND / 2) {
      overflowed = false;
      compareAnew();
    }
    // A recall first: somebody may wait for a call.
    if (comparison == null && recall == null && now - nextComparison >= 0) {
      comparison = new Comparison(here, table, lines, mayRemove, slowThread, System::nanoTime);
    }
    if (comparison == null) {
      return;
    }
    comparison.tick();
    Phase phase = comparison.phase();
    if (phase == Phase.EQUAL || phase == Phase.UNLIKE || phase == Phase.FAILED) {
      isEqual = phase == Phase.EQUAL;
      isUnlike = phase == Phase.UNLIKE;
      unreadable = comparison.failure();
      nextComparison =
          now
              + switch (phase) {
                case EQUAL -> BETWEEN_COMPARISONS;
                case UNLIKE -> AFTER_UNLIKE;
                default -> AFTER_FAILURE;
              };
      comparison = null;
    }
  }

  private void beginRecall() {
    if (recall != null) {
      recall.cancel();
      recall = null;
    }
    recallCounts = serves;
    GridMap here = map;
    if (here == null) {
      inputs.give(new Input.RecallEnded(false, "no member is reached"));
    } else {
      recall = new Recall(here, table, inputs, gridThread, slowThread, System::nanoTime);
    }
  }

  private void readOne(CallId id) {
    GridMap here = map;
    if (here == null) {
      inputs.give(new Input.RecalledOne(id, null));
      return;
    }
    here.read(Keys.of(id))
        .whenComplete((value, failure) -> inputs.give(new Input.RecalledOne(id, decoded(value))));
  }

  private @Nullable CallRecord decoded(byte @Nullable [] value) {
    try {
      return value == null || Stored.of(value).ended()
          ? null
          : table.codec().decodeCall(Stored.body(value));
    } catch (IllegalArgumentException e) {
      LOG.warn("a call can't be read from the grid: {}", e.getMessage());
      return null;
    }
  }

  // ---- how the grid stands ----

  private void tell(long now) {
    Input.GridState state = state(now);
    boolean changed = !state.equals(told) && now - toldNanos >= TOLD_AT_MOST;
    boolean again = state.waiting() > 0 && now - toldNanos >= TOLD_AGAIN;
    if (told == null || changed || again) {
      told = state;
      toldNanos = now;
      inputs.give(state);
    }
  }

  private Input.GridState state(long now) {
    Lanes lines = lanes;
    if (lines == null) {
      return new Input.GridState(
          everReached ? State.GONE : State.CONNECTING,
          0,
          everReached ? "no member is reached" : "no member has been reached yet");
    }
    int waiting = lines.waiting();
    String trouble = lines.trouble();
    if (trouble != null || !unreadable.isEmpty()) {
      return new Input.GridState(State.GONE, waiting, trouble == null ? unreadable : trouble);
    }
    if (!serves) {
      return new Input.GridState(State.CURRENT, waiting, "reached; the primary writes to it");
    }
    if (isUnlike) {
      return new Input.GridState(
          State.BEHIND,
          waiting,
          "it holds calls that this server lacks, or ends of calls that this server has");
    }
    if (!isEqual) {
      return new Input.GridState(State.BEHIND, waiting, "it is being compared with the calls here");
    }
    if (overflowed || now - lines.oldestNanos() > LATE) {
      return new Input.GridState(
          State.BEHIND, waiting, "changes wait for more than 1 s: a member is slow or silent");
    }
    return new Input.GridState(State.CURRENT, waiting, "it has all calls");
  }
}
