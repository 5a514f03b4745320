package org.sipha.core.readiness;

import static org.sipha.core.readiness.BlockerCode.CALLS_UNSYNCHRONIZED;
import static org.sipha.core.readiness.BlockerCode.HANDOVER_UNCONFIRMED;
import static org.sipha.core.readiness.BlockerCode.HA_CONNECTION_DOWN;
import static org.sipha.core.readiness.BlockerCode.MULTISITE_CALLS_BEFORE_CONNECTION;
import static org.sipha.core.readiness.BlockerCode.NO_ROLE;
import static org.sipha.core.readiness.BlockerCode.PEER_FROZEN;
import static org.sipha.core.readiness.BlockerCode.SETTLING;
import static org.sipha.core.readiness.BlockerCode.STARTING;

import java.util.ArrayList;
import java.util.List;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.role.Role;

/**
 * The table of SPEC 2, and nothing else.
 *
 * <pre>
 *            ready for switchover is 1 when all hold                             ready for upgrade
 *   primary  established; 60 s passed; all non-multisite calls synchronized;     0
 *            no multisite call from before the connection
 *   backup   established; all calls synchronized                                 1
 *   none     0                                                                   0
 * </pre>
 */
public final class ReadinessRules {
  private ReadinessRules() {}

  /** The verdict on these facts, with a blocker for each condition that doesn't hold. */
  public static Readiness judge(Facts facts) {
    List<Blocker> blockers = new ArrayList<>();
    switch (facts.role()) {
      case NONE:
        noRole(facts, blockers);
        break;
      case PRIMARY:
        connection(facts, blockers);
        settling(facts, blockers);
        synchronization(facts, blockers);
        multisite(facts, blockers);
        break;
      case BACKUP:
        connection(facts, blockers);
        synchronization(facts, blockers);
        break;
    }
    List<Blocker> notes =
        facts.heldBySilentPeer().stream()
            .map(word -> new Blocker(PEER_FROZEN, "the peer is silent, but " + word))
            .toList();
    return new Readiness(blockers.isEmpty(), facts.role() == Role.BACKUP, blockers, notes);
  }

  private static void noRole(Facts facts, List<Blocker> blockers) {
    if (facts.handoverUnconfirmed()) {
      blockers.add(
          new Blocker(
              HANDOVER_UNCONFIRMED,
              "handed over, but the new primary was not heard; it settles when the connection is back, or by promote"));
    }
    facts.pendingSelfChecks().ifPresent(checks -> blockers.add(new Blocker(STARTING, checks)));
    if (blockers.isEmpty()) {
      blockers.add(new Blocker(NO_ROLE, "neither primary nor connected to one"));
    }
  }

  private static void connection(Facts facts, List<Blocker> blockers) {
    if (facts.connection() == ConnectionState.DOWN) {
      String since = Nanos.seconds(facts.connectionDownFor());
      blockers.add(
          new Blocker(
              HA_CONNECTION_DOWN,
              facts.wasEstablished()
                  ? "lost " + since + " ago"
                  : "not established since the start " + since + " ago"));
    }
  }

  private static void settling(Facts facts, List<Blocker> blockers) {
    if (facts.connection() != ConnectionState.DOWN && facts.establishedFor() < facts.settling()) {
      blockers.add(
          new Blocker(
              SETTLING,
              facts.establishedFor() / Nanos.SECOND
                  + " s of "
                  + Nanos.seconds(facts.settling())
                  + " since the HA connection was established"));
    }
  }

  private static void synchronization(Facts facts, List<Blocker> blockers) {
    if (facts.connection() == ConnectionState.DOWN) {
      return; // nothing can be said of it, and the connection is the thing to mend
    }
    if (!facts.inventoryDone()) {
      blockers.add(
          new Blocker(CALLS_UNSYNCHRONIZED, "the two nodes are still comparing what they hold"));
    } else if (facts.unsynchronized() > 0) {
      String kind = facts.role() == Role.PRIMARY ? " non-multisite calls" : " calls";
      String left = facts.secondsLeft() < 0 ? "" : ", about " + facts.secondsLeft() + " s left";
      blockers.add(
          new Blocker(
              CALLS_UNSYNCHRONIZED,
              count(facts.unsynchronized()) + " of " + count(facts.calls()) + kind + left));
    } else if (facts.unsynchronizedRegistrations() > 0) {
      int waiting = facts.unsynchronizedRegistrations();
      blockers.add(
          new Blocker(
              CALLS_UNSYNCHRONIZED,
              "all calls are, but "
                  + count(waiting)
                  + (waiting == 1 ? " registration isn't" : " registrations aren't")));
    }
  }

  private static void multisite(Facts facts, List<Blocker> blockers) {
    if (facts.connection() != ConnectionState.DOWN && facts.multisiteBefore() > 0) {
      blockers.add(
          new Blocker(
              MULTISITE_CALLS_BEFORE_CONNECTION,
              count(facts.multisiteBefore())
                  + (facts.multisiteBefore() == 1 ? " call" : " calls")
                  + ", oldest "
                  + Nanos.clock(facts.oldestMultisiteFor())));
    }
  }

  /** {@code 30,000}. By hand: a verdict is made at every tick, and formatting took most of it. */
  private static String count(int number) {
    String digits = Integer.toString(number);
    StringBuilder text = new StringBuilder(digits);
    for (int at = digits.length() - 3; at > 0; at -= 3) {
      text.insert(at, ',');
    }
    return text.toString();
  }
}
