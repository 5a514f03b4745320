package org.sipha.hazelcast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallRecord;
import org.sipha.core.node.Input;
import org.sipha.core.port.Inputs;
import org.sipha.core.registration.RegistrationRecord;
import org.sipha.hazelcast.Lanes.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the map has and the node lacks, {@value #PART} at a time: the next part only when the
 * node has handled the one before. It is given up when no member has answered for {@value
 * #PATIENCE_SECONDS} s. Only the grid's thread uses it.
 */
final class Recall {
  static final int PART = 200;
  static final long PATIENCE_SECONDS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Recall.class);
  private static final long PATIENCE_NANOS = PATIENCE_SECONDS * 1_000_000_000;

  private final GridMap map;
  private final Table table;
  private final Inputs inputs;
  private final Executor gridThread;
  private final Executor slowThread;
  private final Clock clock;
  private final Scan scan;
  private Deque<String> keys = new ArrayDeque<>();
  private boolean asks = true;
  private boolean ended;
  private boolean whole;
  private int scanned;
  private int unreadable;
  private long answeredNanos;

  /** Begins; answers by {@code Recalled} and {@code RecallEnded}. */
  Recall(
      GridMap map,
      Table table,
      Inputs inputs,
      Executor gridThread,
      Executor slowThread,
      Clock clock) {
    this.map = map;
    this.table = table;
    this.inputs = inputs;
    this.gridThread = gridThread;
    this.slowThread = slowThread;
    this.clock = clock;
    answeredNanos = clock.nanos();
    scan = Scan.begin(map, slowThread);
    var unused = scan.heads().whenCompleteAsync(this::scanned, gridThread);
  }

  private void scanned(@Nullable Map<String, Stored> heads, @Nullable Throwable failure) {
    if (ended) {
      return;
    }
    if (heads == null) {
      end(failure == null ? "it was given up" : Failures.text(failure));
    } else {
      // Those of one partition together: they are read at once.
      List<String> lacking = new ArrayList<>(table.lacking(heads));
      lacking.sort(Comparator.comparingInt(map::partition));
      keys = new ArrayDeque<>(lacking);
      next();
    }
  }

  /** The node has handled the part that it was told last. */
  void on() {
    if (!ended && !asks) {
      next();
    }
  }

  private void next() {
    if (keys.isEmpty()) {
      end(unreadable == 0 ? "" : unreadable + " copies are of a newer version of this program");
      return;
    }
    asks = true;
    answeredNanos = clock.nanos();
    Set<String> part = new HashSet<>();
    while (part.size() < PART && !keys.isEmpty()) {
      part.add(keys.remove());
    }
    var unused =
        CompletableFuture.supplyAsync(() -> map.readAll(part), slowThread)
            .whenCompleteAsync(this::read, gridThread);
  }

  private void read(@Nullable Map<String, byte[]> part, @Nullable Throwable failure) {
    if (ended) {
      return;
    }
    if (part == null) {
      end(failure == null ? "it was given up" : Failures.text(failure));
      return;
    }
    List<CallRecord> calls = new ArrayList<>();
    List<RegistrationRecord> registrations = new ArrayList<>();
    part.forEach(
        (key, value) -> {
          try {
            if (!Stored.of(value).ended()) {
              if (Keys.isRegistration(key)) {
                registrations.add(table.codec().decodeRegistration(Stored.body(value)));
              } else {
                calls.add(table.codec().decodeCall(Stored.body(value)));
              }
            }
          } catch (IllegalArgumentException e) {
            unreadable++;
            LOG.warn("{} can't be read from the grid: {}", key, e.getMessage());
          }
        });
    asks = false;
    if (calls.isEmpty() && registrations.isEmpty()) {
      next(); // all of them have ended meanwhile
    } else {
      inputs.give(new Input.Recalled(calls, registrations));
    }
  }

  /** Looks whether the members still answer. */
  void tick() {
    if (scan.progress() != scanned) {
      scanned = scan.progress();
      answeredNanos = clock.nanos();
    }
    if (!ended && asks && clock.nanos() - answeredNanos > PATIENCE_NANOS) {
      end("a member doesn't answer");
    }
  }

  /** The grid is gone. */
  void lost(String text) {
    if (!ended) {
      end(text);
    }
  }

  private void end(String why) {
    cancel();
    whole = why.isEmpty();
    inputs.give(new Input.RecallEnded(whole, why));
  }

  /** Another one begins: nobody waits for this any more. */
  void cancel() {
    ended = true;
    scan.cancel();
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether everything was read. */
  boolean isWhole() {
    return whole;
  }
}
