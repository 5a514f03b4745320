package org.sipha.core.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.GridState.State;
import org.sipha.core.port.Grid;
import org.sipha.core.registration.RegistrationRecord;
import org.sipha.core.simulation.SimulatedProcess.Adapter;

/** One process's side of the grid, as the port says it: a queue that dies with the process. */
final class SimulatedGridSide implements Grid {
  private static final long MILLI = 1_000_000L;
  private static final long GIVEN_UP_AFTER = 1_000 * MILLI;
  private static final long COMPARED_EACH = 5_000 * MILLI;
  private static final int PART = 4;

  private final Surroundings pair;
  private final SimulatedProcess process;
  private final SimulatedGrid grid;

  /** By call id or name of a DN; the latest of each. */
  private final Map<Object, Runnable> queue = new LinkedHashMap<>();

  private @Nullable List<CallRecord> unread;
  private boolean serving;
  private boolean mayRemove;
  private boolean equal;
  private boolean writing;
  private long written;
  private long served;
  private State told = State.CONNECTING;

  SimulatedGridSide(Surroundings pair, SimulatedProcess process) {
    this.pair = pair;
    this.process = process;
    this.grid = pair.grid();
    pair.time().in(GIVEN_UP_AFTER, this::tell);
  }

  // ---- written ----

  @Override
  public void put(CallRecord call) {
    write(call.id(), () -> grid.put(call));
  }

  @Override
  public void remove(CallId id, Version version) {
    write(id, () -> grid.remove(id, version));
  }

  @Override
  public void put(RegistrationRecord registration) {
    write(registration.dn(), () -> grid.put(registration));
  }

  private void write(Object key, Runnable change) {
    if (serving) {
      queue.put(key, change);
      pump();
    }
  }

  /** One after the other: what gets no answer within a second may arrive, or not. */
  private void pump() {
    if (writing || queue.isEmpty() || grid.isGone()) {
      return;
    }
    Object key = queue.keySet().iterator().next();
    Runnable change = queue.get(key);
    queue.remove(key);
    writing = true;
    long number = ++written;
    long nanos = grid.writeNanos();
    pair.time().in(nanos, change);
    boolean unanswered = nanos > GIVEN_UP_AFTER;
    process.perform(
        Adapter.GRID,
        Math.min(nanos, GIVEN_UP_AFTER),
        () -> {
          if (number == written) {
            writing = false;
            if (unanswered && serving) {
              queue.putIfAbsent(key, change);
            }
            pump();
          }
        });
  }

  @Override
  public void serve(boolean complete) {
    serving = true;
    mayRemove = complete;
    equal = false;
    served++;
    compareLater(served, MILLI);
  }

  @Override
  public void rest() {
    serving = false;
    queue.clear();
    unread = null;
  }

  private void compareLater(long during, long nanos) {
    pair.time()
        .in(
            nanos,
            () -> {
              if (process.isAlive() && serving && served == during) {
                if (!process.isFrozen() && !grid.isGone()) {
                  compare();
                }
                compareLater(during, COMPARED_EACH);
              }
            });
  }

  /** Writes what the map lacks, and takes out what only it has, if that may be. */
  private void compare() {
    process
        .node()
        .calls()
        .page(null, Integer.MAX_VALUE)
        .forEach(
            call -> {
              CallRecord kept = grid.calls().get(call.id());
              if (kept == null || call.version().isNewerThan(kept.version())) {
                queue.putIfAbsent(call.id(), () -> grid.put(call));
              }
            });
    process
        .node()
        .registrations()
        .copies()
        .forEach(copy -> queue.put(copy.dn(), () -> grid.put(copy)));
    for (CallRecord kept : grid.calls().values()) {
      if (mayRemove && process.node().calls().find(kept.id()).isEmpty()) {
        queue.putIfAbsent(kept.id(), () -> grid.remove(kept.id(), kept.version()));
      }
    }
    equal = true;
    pump();
    tellNow();
  }

  // ---- read ----

  @Override
  public void recall() {
    after(
        () -> {
          if (grid.isGone()) {
            unread = null;
            process.give(new Input.RecallEnded(false, "the grid isn't reached"));
          } else {
            unread = new ArrayList<>(grid.calls().values());
            List<RegistrationRecord> registrations = List.copyOf(grid.registrations().values());
            process.give(new Input.Recalled(List.of(), registrations));
          }
        });
  }

  @Override
  public void recallOn() {
    after(
        () -> {
          List<CallRecord> rest = unread;
          if (rest == null) {
            return;
          }
          if (grid.isGone()) {
            unread = null;
            process.give(new Input.RecallEnded(false, "the grid isn't reached"));
          } else if (rest.isEmpty()) {
            unread = null;
            mayRemove = true;
            process.give(new Input.RecallEnded(true, ""));
          } else {
            List<CallRecord> part = rest.subList(0, Math.min(PART, rest.size()));
            process.give(new Input.Recalled(part, List.of()));
            unread = rest.subList(part.size(), rest.size());
          }
        });
  }

  @Override
  public void recall(CallId id) {
    after(
        () -> process.give(new Input.RecalledOne(id, grid.isGone() ? null : grid.calls().get(id))));
  }

  private void after(Runnable action) {
    long during = served;
    process.perform(
        Adapter.GRID,
        grid.nanos(),
        () -> {
          if (serving && served == during) {
            action.run();
          }
        });
  }

  // ---- told ----

  private void tell() {
    if (process.isAlive()) {
      if (!process.isFrozen()) {
        pump();
        tellNow();
      }
      pair.time().in(GIVEN_UP_AFTER, this::tell);
    }
  }

  private void tellNow() {
    State now =
        grid.isGone()
            ? (told == State.CONNECTING ? State.CONNECTING : State.GONE)
            : serving && !(equal && queue.isEmpty() && !writing) ? State.BEHIND : State.CURRENT;
    if (now != told || !queue.isEmpty()) {
      told = now;
      process.give(new Input.GridState(now, queue.size(), "simulated"));
    }
  }
}
