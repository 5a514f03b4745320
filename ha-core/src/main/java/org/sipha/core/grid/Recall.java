package org.sipha.core.grid;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallTable;
import org.sipha.core.event.EventCode;
import org.sipha.core.grid.GridView.Progress;
import org.sipha.core.node.Effect.GridRecall;
import org.sipha.core.node.Effect.GridRecallOn;
import org.sipha.core.node.Effect.GridRecallOne;
import org.sipha.core.node.Effect.GridRest;
import org.sipha.core.node.Effect.GridServe;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.GridState.State;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.Turn;
import org.sipha.core.sync.Sync;

/**
 * Gets back from the grid what a node lacks that serves with an incomplete copy (SPEC 10): in the
 * background what there is, at once what somebody asks for. Nobody waits for it.
 *
 * <pre>
 *   state    event                                           next
 *   NONE     this node serves with an incomplete copy        RUNNING
 *   RUNNING  everything was read                             DONE
 *   RUNNING  the grid can't be read, or a hand-over runs     WAITING
 *   WAITING  1 s has passed, and this node works on calls    RUNNING, from the beginning
 *   any      this node serves with a complete copy           NONE
 * </pre>
 */
public final class Recall {
  /** Calls that are read because somebody asked for them, within a second at most. */
  static final int MAX_WANTED = 10_000;

  /**
   * Nobody waits longer for an answer (64*T1, RFC 3261 17.1.2.2): while the grid isn't there,
   * whoever asks for an unknown call hears after this what he would hear without a grid.
   */
  static final long LONGEST_SILENCE = 32 * Nanos.SECOND;

  private static final long RETRY_AFTER = Nanos.SECOND;
  private static final long ASK_AGAIN_AFTER = Nanos.SECOND;

  /** A grid that was equal to the table so short a time ago is only a queue behind. */
  private static final long BRIEFLY_BEHIND = 5 * Nanos.SECOND;

  private static final int MAX_NAMED = 1_000;

  private final Turn turn;
  private final CallTable table;
  private final Sync sync;
  private final boolean on;
  private final Recovery recovery;
  private final LongConsumer epochFound;

  private boolean serving;

  /** Null: nothing was lacking. */
  private @Nullable Progress progress;

  private long startedNanos;
  private long endedNanos;
  private long retryAtNanos;
  private String trouble = "";
  private boolean toldChecked;

  /** Calls that somebody asked for, and when they were last read; the oldest first. */
  private final Map<CallId, Long> wanted = new LinkedHashMap<>();

  private State state = State.CONNECTING;
  private long stateSince;
  private int waiting;
  private String text = "";

  /** When the grid was last equal to the table of this serving node; null if it never was. */
  private @Nullable Long currentNanos;

  /**
   * Nothing is owed.
   *
   * @param epochFound told of each epoch in which a call of the grid was written: what this node
   *     writes must be newer
   */
  public Recall(Turn turn, CallTable table, GridCopy copy, Sync sync, LongConsumer epochFound) {
    this.turn = turn;
    this.table = table;
    this.sync = sync;
    this.epochFound = epochFound;
    this.on = copy.isOn();
    this.recovery = copy.recovery();
    this.stateSince = turn.now();
    // Before it is known whether a copy is complete nobody must be told that a call is gone.
    table.awaitingGrid(on);
  }

  // ---- what others ask ----

  /** Whether the grid may have calls that this node lacks, or what came isn't checked yet. */
  public boolean isUnderWay() {
    return recovery.isOwed() || recovery.pending() > 0;
  }

  /** How the grid stands, null without one. */
  public @Nullable GridView view() {
    if (!on) {
      return null;
    }
    boolean covers =
        serving
            && currentNanos != null
            && (state == State.CURRENT || state == State.BEHIND)
            && turn.since(currentNanos) <= BRIEFLY_BEHIND;
    return new GridView(state, stateSince, waiting, text, covers, recoveryView());
  }

  private GridView.@Nullable Recovery recoveryView() {
    Progress now = progress;
    if (now == null || !serving) {
      return null;
    }
    return new GridView.Recovery(
        now,
        startedNanos,
        endedNanos,
        recovery.foundCount(),
        recovery.recoveredCount(),
        recovery.endedAtCheckCount(),
        recovery.pending(),
        recovery.lacking(MAX_NAMED),
        recovery.lackingCount(),
        trouble);
  }

  // ---- the role ----

  /**
   * This node serves from now on.
   *
   * @param complete whether its copy lacks nothing
   * @param lacking calls that it is known to lack
   */
  public void beganServing(boolean complete, Collection<CallId> lacking) {
    if (!on) {
      return;
    }
    serving = true;
    currentNanos = null;
    toldChecked = false;
    trouble = "";
    endedNanos = 0;
    turn.want(new GridServe(complete));
    if (complete) {
      progress = null;
      recovery.reset();
      wanted.clear();
    } else {
      startedNanos = turn.now();
      recovery.begin(lacking.stream().filter(id -> table.find(id).isEmpty()).toList());
      turn.event(
          EventCode.RECALL_BEGUN,
          "the copy of this server may lack calls: what the grid has of this pair is read; "
              + table.size()
              + " calls here");
      read();
      wanted.replaceAll((id, before) -> turn.now());
      wanted.keySet().forEach(id -> turn.want(new GridRecallOne(id)));
    }
    await();
  }

  /** This node serves no longer. */
  public void stoppedServing() {
    if (on) {
      serving = false;
      turn.want(new GridRest());
      await();
    }
  }

  /** Time has passed. */
  public void consider() {
    if (!on) {
      return;
    }
    forgetWanted();
    if (state == State.CURRENT) {
      currentNanos = turn.now();
    }
    boolean mayRead = serving && sync.isTakingCalls() && turn.now() >= retryAtNanos;
    if (mayRead && progress == Progress.WAITING) {
      read();
    }
    tellChecked();
    await();
  }

  private void read() {
    progress = Progress.RUNNING;
    turn.want(new GridRecall());
  }

  /** Says whether a message for an unknown call has to wait. */
  private void await() {
    boolean reached = state == State.BEHIND || state == State.CURRENT;
    boolean comes = reached || turn.since(startedNanos) < LONGEST_SILENCE;
    table.awaitingGrid(!serving || (recovery.isOwed() && comes));
  }

  // ---- the grid's word ----

  /** How the grid stands. */
  public void state(Input.GridState told) {
    if (told.state() != state) {
      if (told.state() == State.GONE) {
        turn.event(EventCode.GRID_GONE, "the grid is gone: " + told.text());
      } else if (state == State.GONE) {
        turn.event(EventCode.GRID_BACK, "the grid is there again: " + told.text());
      }
      stateSince = turn.now();
    }
    state = told.state();
    waiting = told.waiting();
    text = told.text();
  }

  /** A part of what the grid has. */
  public void part(Input.Recalled part) {
    if (!serving || progress != Progress.RUNNING) {
      return;
    }
    if (sync.isTakingCalls()) {
      part.calls().forEach(this::take);
      part.registrations().forEach(sync.registrations()::recalled);
      turn.want(new GridRecallOn());
    } else {
      readLater("a hand-over is running"); // if this node goes on, it takes nothing before that
    }
  }

  private void readLater(String why) {
    progress = Progress.WAITING;
    trouble = why;
    retryAtNanos = turn.now() + RETRY_AFTER;
  }

  /** A call that was asked for. */
  public void one(Input.RecalledOne answer) {
    CallRecord call = answer.call();
    if (call != null && serving && recovery.isOwed()) {
      take(call);
    }
  }

  private void take(CallRecord call) {
    epochFound.accept(call.version().epoch());
    boolean lacked = table.find(call.id()).isEmpty();
    if ((lacked && recovery.hasEnded(call.id())) || !sync.recalled(call)) {
      return;
    }
    if (lacked) {
      recovery.found(call.id());
      toldChecked = false;
    }
  }

  /** The recall is over, for now. */
  public void ended(Input.RecallEnded end) {
    if (!serving || progress != Progress.RUNNING) {
      return;
    }
    if (!end.whole()) {
      readLater(end.text());
      return;
    }
    trouble = "";
    progress = Progress.DONE;
    endedNanos = turn.now();
    recovery.whole();
    wanted.clear();
    int missing = recovery.lackingCount();
    List<CallId> some = recovery.lacking(3);
    turn.event(
        EventCode.RECALL_ENDED,
        "all that the grid has was read within "
            + Nanos.millis(turn.since(startedNanos))
            + ": "
            + recovery.foundCount()
            + " calls came back"
            + (missing == 0
                ? ""
                : "; " + missing + " that this server was known to lack did not: " + names(some)));
  }

  private String names(List<CallId> some) {
    String listed = String.join(", ", some.stream().map(CallId::toString).toList());
    return recovery.lackingCount() > some.size() ? listed + ", ..." : listed;
  }

  private void tellChecked() {
    boolean checked =
        serving
            && progress == Progress.DONE
            && recovery.foundCount() > 0
            && recovery.pending() == 0;
    if (checked && !toldChecked) {
      turn.event(
          EventCode.RECALL_CHECKED,
          "all calls that came back from the grid are checked: "
              + recovery.recoveredCount()
              + " go on, "
              + recovery.endedAtCheckCount()
              + " have ended");
    }
    toldChecked = checked;
  }

  // ---- the SIP side's word ----

  /** Both parties have the call. */
  public void verified(CallId id) {
    recovery.verified(id);
  }

  /** A message came for a call that isn't there. */
  public void wanted(CallId id) {
    boolean mayCome = on && (!serving || recovery.isOwed());
    if (mayCome && wanted.size() < MAX_WANTED && wanted.putIfAbsent(id, turn.now()) == null) {
      if (serving) {
        turn.want(new GridRecallOne(id));
      }
    }
  }

  private void forgetWanted() {
    Iterator<Long> oldest = wanted.values().iterator();
    while (oldest.hasNext() && turn.since(oldest.next()) >= ASK_AGAIN_AFTER) {
      oldest.remove();
    }
  }
}
