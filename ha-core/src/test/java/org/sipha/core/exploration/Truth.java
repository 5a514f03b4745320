package org.sipha.core.exploration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Version;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.role.Role;

/**
 * What is true of the calls, told by those who set them up and end them; and what must therefore
 * hold at every moment and in the end (SPEC 2, 3.4 and 3.8). It knows nothing of how nodes work.
 */
final class Truth {
  private static final long MILLI = 1_000_000L;

  /** A change may be unconfirmed for 1 s, and is looked at with the next tick. */
  private static final long FRESH = 1_060 * MILLI;

  /** A verdict may be wrong for {@code addp-timeout} and a tick. */
  private static final long ALLOWANCE = 1_560 * MILLI;

  private final ExploredPair pair;
  private final Map<CallId, Life> lives = new LinkedHashMap<>();
  private final Map<Integer, Map<CallId, Version>> highest = new TreeMap<>();
  private final Map<Integer, Wrong> wrong = new TreeMap<>();

  /** One call as its parties know it. */
  private static final class Life {
    long changedNanos;
    final List<End> ends = new ArrayList<>();

    /** Both nodes know the end, or nobody but the one that ended it ever held the call. */
    boolean endedForGood;

    /** Whoever held it, or knew its end, died before anybody else did. */
    boolean mayBeLost;
  }

  private record End(ExploredProcess by, boolean counts) {}

  private record Wrong(String kind, long sinceNanos) {}

  Truth(ExploredPair pair) {
    this.pair = pair;
  }

  // ---- what happens to the calls
  // --------------------------------------------------------------------------------

  void created(CallId id) {
    if (lives.put(id, new Life()) != null) {
      throw new AssertionError("the id " + id + " was used twice");
    }
    changed(id);
  }

  void changed(CallId id) {
    life(id).changedNanos = pair.now();
  }

  /**
   * An end by the own timer of a primary whose time is over doesn't count where the winner holds
   * the call.
   */
  void ended(CallId id, EndCause cause, ExploredProcess by) {
    boolean winnerHoldsIt =
        pair.processes().stream()
            .anyMatch(
                p ->
                    p != by
                        && p.isServing()
                        && p.view().epoch() > by.view().epoch()
                        && p.node().calls().find(id).isPresent());
    life(id).ends.add(new End(by, cause == EndCause.PARTY || !winnerHoldsIt));
  }

  void endConfirmed(CallId id) {
    life(id).endedForGood = true;
  }

  void dies(ExploredProcess dying) {
    lives.forEach(
        (id, life) -> {
          boolean heldElsewhere =
              pair.processes().stream()
                  .anyMatch(p -> p != dying && p.node().calls().find(id).isPresent());
          boolean held = dying.node().calls().find(id).isPresent();
          boolean knewItsEnd = life.ends.removeIf(end -> end.by() == dying && end.counts());
          life.mayBeLost |= (held && !heldElsewhere) || knewItsEnd;
        });
    highest.remove(dying.index());
    wrong.remove(dying.index());
  }

  private Life life(CallId id) {
    return lives.get(id);
  }

  // ---- at every moment
  // ------------------------------------------------------------------------------------------

  void opens(ExploredProcess opening) {
    boolean taken =
        pair.processes().stream().anyMatch(p -> p != opening && p.isServing() && p.hasPortOpen());
    if (pair.arbiter() == ArbiterType.FILE && taken) {
      throw new AssertionError("both serve");
    }
  }

  /** After each input that a node has handled. */
  void look(ExploredProcess process) {
    Map<CallId, Version> before = highest.computeIfAbsent(process.index(), i -> new TreeMap<>());
    lives.forEach(
        (id, life) -> {
          Optional<CallRecord> copy = process.node().calls().find(id);
          if (copy.isEmpty()) {
            before.remove(id);
            return;
          }
          if (life.endedForGood) {
            throw new AssertionError(name(process) + " holds " + id + ", which has ended");
          }
          Version version = copy.get().version();
          Version old = before.put(id, version);
          if (old != null && old.isNewerThan(version)) {
            throw new AssertionError(
                name(process) + ": " + id + " fell from " + old + " to " + version);
          }
        });
  }

  /** After each tick and each move: a 1 for switchover holds. */
  void lookAtBoth() {
    for (ExploredProcess process : pair.processes()) {
      NodeView view = process.view();
      Optional<String> violated =
          view.readiness().forSwitchover() ? violatedRule(process, view) : Optional.empty();
      if (violated.isEmpty()) {
        wrong.remove(process.index());
        continue;
      }
      boolean nothingExcusesIt =
          view.role() == Role.PRIMARY
              && view.connection().state() == ConnectionState.ESTABLISHED
              && pair.isConnected();
      Wrong before = wrong.get(process.index());
      if (before == null || !before.kind().equals(violated.get())) {
        before = new Wrong(violated.get(), pair.now());
        wrong.put(process.index(), before);
      }
      if (nothingExcusesIt || pair.now() - before.sinceNanos() > ALLOWANCE) {
        throw new AssertionError(name(process) + " says 1 though " + violated.get());
      }
    }
  }

  private Optional<String> violatedRule(ExploredProcess process, NodeView view) {
    if (!pair.isConnected()) {
      return Optional.of("there is no connection");
    }
    ExploredProcess other = pair.process(1 - process.index());
    ExploredProcess primary = view.role() == Role.PRIMARY ? process : other;
    ExploredProcess backup = primary == process ? other : process;
    long age = pair.now() - view.connection().establishedNanos();
    if (view.role() == Role.PRIMARY && age < ExploredPair.SETTLING.toNanos()) {
      return Optional.of("the connection is too young");
    }
    for (CallRecord call : primary.node().calls().page(null, 100)) {
      boolean fresh = pair.now() - life(call.id()).changedNanos < FRESH;
      boolean same =
          backup.node().calls().find(call.id()).map(CallRecord::version).stream()
              .anyMatch(call.version()::equals);
      if (!same && !fresh) {
        return Optional.of("the backup lacks a call");
      }
    }
    return Optional.empty();
  }

  // ---- in the end
  // -----------------------------------------------------------------------------------------------

  /** Whether one is primary and one backup, and both say 1. */
  boolean isWell() {
    return inRole(Role.PRIMARY) != null
        && inRole(Role.BACKUP) != null
        && pair.processes().stream().allMatch(p -> p.view().readiness().forSwitchover());
  }

  private @Nullable ExploredProcess inRole(Role role) {
    return pair.processes().stream().filter(p -> p.view().role() == role).findFirst().orElse(null);
  }

  /** After healing. */
  void atTheEnd() {
    ExploredProcess primary = inRole(Role.PRIMARY);
    ExploredProcess backup = inRole(Role.BACKUP);
    if (!isWell() || primary == null || backup == null) {
      throw new AssertionError("not well after healing: " + states());
    }
    Map<CallId, Version> table = table(primary);
    if (!table.equals(table(backup))) {
      throw new AssertionError("the tables differ: primary " + table + ", backup " + table(backup));
    }
    lives.forEach((id, life) -> isRight(id, life, table.containsKey(id)));
    if (!primary.served().equals(new TreeSet<>(table.keySet())) || backup.hasPortOpen()) {
      throw new AssertionError(
          "SIP serves " + primary.served() + ", the node holds " + table.keySet());
    }
    for (ExploredProcess process : pair.processes()) {
      if (process.shutGates() > 0) {
        throw new AssertionError(process.shutGates() + " answers wait for ever");
      }
      if (process.node().calls().size() != table.size()) {
        throw new AssertionError(name(process) + " counts " + process.node().calls().size());
      }
    }
  }

  private static void isRight(CallId id, Life life, boolean held) {
    boolean hasEnded = life.endedForGood || life.ends.stream().anyMatch(End::counts);
    if (held && hasEnded) {
      throw new AssertionError("ghost " + id);
    }
    if (!held && !hasEnded && !life.mayBeLost) {
      throw new AssertionError("lost " + id);
    }
  }

  private static Map<CallId, Version> table(ExploredProcess process) {
    Map<CallId, Version> table = new TreeMap<>();
    process.node().calls().page(null, 100).forEach(call -> table.put(call.id(), call.version()));
    return table;
  }

  private String states() {
    StringBuilder text = new StringBuilder();
    for (ExploredProcess process : pair.processes()) {
      NodeView view = process.view();
      text.append(name(process))
          .append(" ")
          .append(view.phase())
          .append(" ")
          .append(view.connection().state())
          .append(" ")
          .append(view.readiness().blockers())
          .append("; ");
    }
    return text.toString();
  }

  private static String name(ExploredProcess process) {
    return process.index() == 0 ? "A" : "B";
  }
}
