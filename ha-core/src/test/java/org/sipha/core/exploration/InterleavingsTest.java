package org.sipha.core.exploration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.exploration.Move.Kind.BREAK;
import static org.sipha.core.exploration.Move.Kind.CHANGE;
import static org.sipha.core.exploration.Move.Kind.CONNECT;
import static org.sipha.core.exploration.Move.Kind.CREATE;
import static org.sipha.core.exploration.Move.Kind.CUT;
import static org.sipha.core.exploration.Move.Kind.DELIVER;
import static org.sipha.core.exploration.Move.Kind.FORCE;
import static org.sipha.core.exploration.Move.Kind.HALF_CONNECT;
import static org.sipha.core.exploration.Move.Kind.PARTY_ENDS;
import static org.sipha.core.exploration.Move.Kind.PASS;
import static org.sipha.core.exploration.Move.Kind.RESTART;
import static org.sipha.core.exploration.Move.Kind.SILENCE;
import static org.sipha.core.exploration.Move.Kind.SWITCH;
import static org.sipha.core.exploration.Move.Kind.TIMER_ENDS;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.core.exploration.Move.Kind;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings.ArbiterType;

/**
 * SPEC 3.4 and 3.8: whatever happens in whatever order, a call ends up right on both nodes. {@code
 * -Dsipha.explore.depth=N} walks sequences of N moves instead of the few that a plain build has
 * time for.
 */
@Tag("interleavings")
class InterleavingsTest {
  private static final int A = 0;
  private static final int B = 1;

  /** Fewer calls are compared in full. */
  private static final int DIGESTED = 17;

  private static final Set<Kind> CALLS = EnumSet.of(CREATE, CHANGE, PARTY_ENDS, TIMER_ENDS);
  private static final Set<Kind> CONNECTION =
      EnumSet.of(DELIVER, BREAK, CUT, CONNECT, HALF_CONNECT, PASS, SILENCE);

  private static final Consumer<ExploredPair> LEVEL =
      pair -> {
        pair.make(Move.of(CONNECT));
        pair.settle();
        pair.make(Move.at(CREATE, A));
        pair.settle();
      };

  @Test
  void everyInterleavingOfACallsLifeAndTheConnectionsEndsRight() {
    explore("a call that both hold", 5, ArbiterType.FILE, 0, 1, LEVEL, with(RESTART));
  }

  @Test
  void everyInterleavingWithAnEmptyBackupEndsRight() {
    Consumer<ExploredPair> twoCallsAndAnEmptyBackup =
        pair -> {
          pair.make(Move.of(CONNECT));
          pair.settle();
          pair.make(Move.at(CREATE, A));
          pair.make(Move.at(CREATE, A));
          pair.settle();
          pair.make(Move.at(RESTART, B));
          pair.make(Move.of(CONNECT));
        };
    explore("an empty backup", 4, ArbiterType.FILE, 0, 3, twoCallsAndAnEmptyBackup, with(RESTART));
  }

  /** As many calls as it takes to compare digests; one of them, and another one, go on changing. */
  @Test
  void everyInterleavingOfAnInventoryByDigestEndsRight() {
    Consumer<ExploredPair> manyCallsAndACut =
        pair -> {
          pair.make(Move.of(CONNECT));
          pair.settle();
          for (int call = 0; call < DIGESTED; call++) {
            pair.make(Move.at(CREATE, A));
          }
          pair.settle();
          pair.make(Move.of(CUT));
          pair.make(new Move(CHANGE, A, DIGESTED - 1));
          pair.make(Move.of(CONNECT));
        };
    explore("digests", 3, ArbiterType.FILE, DIGESTED - 1, DIGESTED + 1, manyCallsAndACut, with());
  }

  @Test
  void everyInterleavingWithChangesOfRolesEndsRight() {
    explore("roles change", 4, ArbiterType.FILE, 0, 2, LEVEL, with(RESTART, SWITCH, FORCE));
  }

  @Test
  void everyInterleavingOfTwoPrimariesThatMeetAgainEndsRight() {
    Consumer<ExploredPair> bothServe =
        LEVEL.andThen(
            pair -> {
              pair.make(Move.of(CUT));
              pair.command(B, Input.Command.Kind.PROMOTE, false);
            });
    explore("two primaries", 4, ArbiterType.MANUAL, 0, 3, bothServe, with());
  }

  @Test
  void statesThatAreTakenForOneGoOnEqually() {
    Explorer explorer =
        new Explorer(
            new World("equal states", ArbiterType.FILE, 0, 2, LEVEL, with(RESTART, SWITCH, FORCE)),
            3);
    explorer.explore();

    assertThat(explorer.waysToOneStateGoOnEqually()).isGreaterThan(100);
  }

  private static Set<Kind> with(Kind... more) {
    Set<Kind> kinds = EnumSet.copyOf(CALLS);
    kinds.addAll(CONNECTION);
    kinds.addAll(Set.of(more));
    return kinds;
  }

  private static void explore(
      String name,
      int plainDepth,
      ArbiterType arbiter,
      int quiet,
      int calls,
      Consumer<ExploredPair> beginning,
      Set<Kind> kinds) {
    int depth = Integer.getInteger("sipha.explore.depth", plainDepth);
    new Explorer(new World(name, arbiter, quiet, calls, beginning, kinds), depth).explore();
  }
}
