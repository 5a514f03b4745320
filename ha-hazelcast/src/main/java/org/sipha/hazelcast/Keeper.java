package org.sipha.hazelcast;

import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.GridState;
import org.sipha.core.node.Input.GridState.State;
import org.sipha.core.port.Inputs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the map equal to the node's table, reads from it what the node lacks, and tells how the
 * grid stands. Only the grid's thread uses it.
 *
 * <pre>
 *   event                               what follows, if this node serves
 *   a member is reached                 a comparison
 *   the node begins to serve            a comparison
 *   a member joins or leaves            a comparison: it may have taken something along
 *   a recall has ended whole            what only the map has may go; a comparison
 *   there was no room for a change      a comparison, when there is room again
 *   no member is reached any more       what waits is forgotten, a recall ends
 * </pre>
 */
final class Keeper implements GridConnection.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

  /** A change that waits for longer makes the map differ noticeably from the table. */
  private static final long LATE = TimeUnit.SECONDS.toNanos(1);

  private static final long TOLD_AGAIN = TimeUnit.SECONDS.toNanos(1);
  private static final long TOLD_AT_MOST = TimeUnit.MILLISECONDS.toNanos(200);

  private final Table table;
  private final Inputs inputs;
  private final ScheduledExecutorService gridThread;
  private final ScheduledExecutorService slowThread;
  private final int bound;
  private final Comparisons comparisons;
  private @Nullable GridMap map;
  private @Nullable Lanes lanes;
  private @Nullable Recall recall;
  private boolean everReached;
  private boolean serves;
  private boolean overflowed;

  /** Whether the table lacks nothing that the map has but ghosts. */
  private boolean mayRemove;

  /** Whether the recall was begun after this node began to serve. */
  private boolean recallCounts;

  private @Nullable GridState told;
  private long toldNanos;

  /**
   * No member is reached, and the node doesn't serve.
   *
   * @param bound how many changes may wait
   */
  Keeper(
      Table table,
      Inputs inputs,
      ScheduledExecutorService gridThread,
      ScheduledExecutorService slowThread,
      int bound) {
    this.table = table;
    this.inputs = inputs;
    this.gridThread = gridThread;
    this.slowThread = slowThread;
    this.bound = bound;
    comparisons = new Comparisons(table, slowThread, System::nanoTime);
  }

  // ---- the connection ----

  @Override
  public void reached(GridMap reached) {
    LOG.info("a member of the grid is reached");
    everReached = true;
    map = reached;
    openLanes(reached);
    comparisons.anew();
  }

  @Override
  public void gone() {
    if (map != null) {
      LOG.warn("no member of the grid is reached any more");
    }
    map = null;
    if (lanes != null) {
      lanes.close();
      lanes = null;
    }
    comparisons.anew();
    if (recall != null) {
      recall.lost("no member is reached");
    }
  }

  @Override
  public void membersChanged() {
    comparisons.anew();
  }

  private void openLanes(GridMap reached) {
    if (lanes != null) {
      lanes.close();
    }
    lanes = new Lanes(reached, bound, gridThread, System::nanoTime);
  }

  // ---- what the node wants ----

  /** The node begins to serve. */
  void serve(boolean complete) {
    serves = true;
    mayRemove = complete;
    recallCounts = false;
    comparisons.anew();
  }

  /** The node serves no longer: what waits is forgotten. */
  void rest() {
    serves = false;
    comparisons.anew();
    GridMap here = map;
    if (here != null) {
      openLanes(here);
    }
  }

  /** Writes changes; while no member is reached they are forgotten. */
  void write(List<Change> changes) {
    for (Change change : changes) {
      if (lanes != null && !lanes.add(change)) {
        overflowed = true;
      }
    }
  }

  /** A change was lost for want of room. */
  void overflowed() {
    overflowed = true;
  }

  /** Reads everything that the node lacks. */
  void recall() {
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

  /** The node has handled what it was told last. */
  void recallOn() {
    if (recall != null) {
      recall.on();
    }
  }

  /** Reads one call. */
  void recall(CallId id) {
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

  // ---- time ----

  /** Goes on with all that goes on by itself; ten times a second. */
  void tick() {
    if (recall != null) {
      recall.tick();
      if (recall.hasEnded()) {
        ended(recall);
      }
    }
    GridMap here = map;
    Lanes lines = lanes;
    if (here != null && lines != null) {
      lines.tick();
      if (serves) {
        compare(here, lines);
      }
    }
    tell(state());
  }

  private void ended(Recall ended) {
    recall = null;
    if (ended.isWhole() && recallCounts && !mayRemove) {
      mayRemove = true;
      comparisons.anew();
    }
  }

  private void compare(GridMap here, Lanes lines) {
    if (overflowed && lines.waiting() < bound / 2) {
      overflowed = false;
      comparisons.anew();
    }
    comparisons.tick(here, lines, recall == null, mayRemove); // somebody may wait for a recall
  }

  private void tell(GridState state) {
    long now = System.nanoTime();
    boolean changed = !state.equals(told) && now - toldNanos >= TOLD_AT_MOST;
    boolean again = state.waiting() > 0 && now - toldNanos >= TOLD_AGAIN;
    if (told == null || changed || again) {
      told = state;
      toldNanos = now;
      inputs.give(state);
    }
  }

  private GridState state() {
    Lanes lines = lanes;
    if (lines == null) {
      return everReached
          ? new GridState(State.GONE, 0, "no member is reached")
          : new GridState(State.CONNECTING, 0, "no member has been reached yet");
    }
    int waiting = lines.waiting();
    boolean late = System.nanoTime() - lines.oldestNanos() > LATE;
    String trouble = lines.trouble();
    if (trouble != null && late) {
      return new GridState(State.GONE, waiting, trouble);
    }
    if (!serves) {
      return new GridState(State.CURRENT, waiting, "reached; the primary writes to it");
    }
    GridState unlike = comparisons.unlessEqual(waiting);
    if (unlike != null) {
      return unlike;
    }
    return overflowed || late
        ? new GridState(
            State.BEHIND, waiting, "changes wait for more than 1 s: a member is slow or silent")
        : new GridState(State.CURRENT, waiting, "it has all calls");
  }
}
