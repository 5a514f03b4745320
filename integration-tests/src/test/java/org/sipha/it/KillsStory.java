package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.agent.ChanceCall;
import org.sipha.it.agent.ChanceCalls;
import org.sipha.it.agent.ChanceCalls.Ended;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Server;

/**
 * What an answer promises (SPEC 4): the primary is killed again and again, each time at another
 * moment of busy traffic, and comes back. The truth is what the telephones were told.
 *
 * <p>{@code ./dev soak kills} does it 200 times in each setting, which takes an hour; {@code
 * -Dsipha.kills=N} makes it N, {@code -Dit.test='KillsStory#NAME'} one setting, {@code
 * -Dsipha.kills.seed=N} the same moments as before.
 */
@Tag("kills")
class KillsStory {
  private static final int PER_SECOND = 100;
  private static final int QUIET_CALLS = 50;
  private static final int SHOWN_EVERY = 10;

  /**
   * A call whose caller had heard 100 Trying, and whose early record the backup didn't have, can't
   * be gone on with: its caller waits for 32 s. Meanwhile the story goes on.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration GIVEN_UP = Duration.ofSeconds(40);
  private static final long SEED = Long.getLong("sipha.kills.seed", System.nanoTime());

  /** What a server writes before an answer goes that its backup hasn't confirmed. */
  private static final Pattern NAMED = Pattern.compile("([0-9a-f]{16}) (answered|ended)");

  @Test
  void noAnsweredCallIsLostWhenThePrimaryIsKilledButThoseItsLogNames() {
    Losses losses = kill(Integer.getInteger("sipha.kills", Soak.size("kills", 3, 200)), 100);

    assertThat(losses.unnamedLost).as("lost and not named").isEmpty();
    assertThat(losses.unnamedGhosts).as("ghosts that aren't named").isEmpty();
  }

  @Test
  void noAnsweredCallIsLostAtAllWhenAnswersMayWaitForFiveSeconds() {
    Losses losses = kill(Integer.getInteger("sipha.kills", Soak.size("kills", 2, 200)), 5_000);

    assertThat(losses.lost).as("lost").isEmpty();
    assertThat(losses.ghosts).as("ghosts").isEmpty();
  }

  /** Nothing is promised then, so only figures come out. */
  @Test
  @EnabledIfSystemProperty(named = "sipha.soak", matches = "kills")
  void withTheOptionOffNoAnswerIsCountedOrNamed() {
    Losses losses = kill(Integer.getInteger("sipha.kills", 200), 0);

    assertThat(losses.named).isEmpty();
  }

  /** What was lost in all kills. */
  private static final class Losses {
    final List<String> lost = new ArrayList<>();
    final List<String> unnamedLost = new ArrayList<>();
    final List<String> ghosts = new ArrayList<>();
    final List<String> unnamedGhosts = new ArrayList<>();
    int up;
    final List<String> neverUp = new ArrayList<>();
    int beingAnswered;
    int beingEnded;
    final Set<String> named = new HashSet<>();

    void print(int kills, int answerSyncMillis) {
      String what =
          "%d kills, answers wait for %d ms, seed %d".formatted(kills, answerSyncMillis, SEED);
      Figures.print(
          what,
          "%d calls were up; at the kills %d were being answered and %d being ended; %d were never up"
              .formatted(up, beingAnswered, beingEnded, neverUp.size()));
      Figures.print(
          what,
          "%d lost (%d of them not named), %d ghosts (%d of them not named), %d answers named"
              .formatted(
                  lost.size(),
                  unnamedLost.size(),
                  ghosts.size(),
                  unnamedGhosts.size(),
                  named.size()));
    }
  }

  private static Losses kill(int times, int answerSyncMillis) {
    SplittableRandom chance = new SplittableRandom(SEED);
    Losses losses = new Losses();
    try (Stage stage =
        Stage.withPair(setup -> setup.answerSyncTimeout(answerSyncMillis).labSettling(0))) {
      List<HeldCall> quiet = stage.held().setUp(QUIET_CALLS, Stage.BRISK);
      ChanceCalls busy = stage.chanceCalls(SEED);
      for (int i = 1; i <= times; i++) {
        stage.pair().awaitReady(Duration.ofSeconds(60));
        killOnce(stage.pair(), busy, chance, losses);
        if (i % SHOWN_EVERY == 0) {
          losses.print(i, answerSyncMillis);
        }
      }
      end(stage.pair(), busy, GIVEN_UP, losses);
      stage.pair().awaitReady(Duration.ofSeconds(60));
      stage.endFromBothSides(quiet);
    }
    losses.print(times, answerSyncMillis);
    losses.lost.forEach(call -> Figures.print("lost", call));
    losses.ghosts.forEach(call -> Figures.print("ghost", call));
    losses.neverUp.forEach(call -> Figures.print("could not be set up", call));
    return losses;
  }

  private static void killOnce(
      Pair pair, ChanceCalls busy, SplittableRandom chance, Losses losses) {
    Server killed = pair.primary();
    busy.start(PER_SECOND);
    LockSupport.parkNanos(chance.nextLong(300_000_000L, 900_000_000L));
    killed.kill9();
    busy.stop();
    List<ChanceCall> calls = busy.calls();
    Set<String> over = idsOfThoseOver(calls);
    losses.beingAnswered += (int) calls.stream().filter(ChanceCall::isBeingAnswered).count();
    losses.beingEnded += (int) calls.stream().filter(ChanceCall::isBeingEnded).count();
    Set<String> named = named(pair);
    losses.named.addAll(named);

    Server next = pair.other(killed);
    pair.awaitRole(next, "primary", Duration.ofSeconds(10));
    killed.start();
    ghosts(next, over, named, losses);

    end(pair, busy, PATIENCE, losses);
    Set<String> overNow = idsOfThoseOver(calls);
    overNow.removeAll(over);
    ghosts(next, overNow, named, losses);
  }

  private static void end(Pair pair, ChanceCalls busy, Duration patience, Losses losses) {
    Ended ended = busy.endAll(patience);
    losses.up += ended.up();
    ended.neverUp().forEach(call -> losses.neverUp.add(call.toString()));
    for (ChanceCalls.Lost lost : ended.lost()) {
      losses.lost.add(lost.toString());
      if (!named(pair).contains(lost.call().serversId() + " answered")) {
        losses.unnamedLost.add(lost.toString());
      }
    }
  }

  private static void ghosts(Server primary, Set<String> over, Set<String> named, Losses losses) {
    for (String id : primary.http().calls().keySet()) {
      if (over.contains(id)) {
        losses.ghosts.add(id);
        if (!named.contains(id + " ended")) {
          losses.unnamedGhosts.add(id);
        }
      }
    }
  }

  private static Set<String> idsOfThoseOver(List<ChanceCall> calls) {
    return calls.stream()
        .filter(ChanceCall::isOver)
        .map(ChanceCall::serversId)
        .collect(Collectors.toSet());
  }

  /** {@code ID answered} or {@code ID ended} for each answer that a log of theirs names. */
  private static Set<String> named(Pair pair) {
    return pair.servers().stream()
        .flatMap(server -> server.log().stream())
        .filter(line -> line.contains("not confirmed by the backup in time"))
        .flatMap(line -> NAMED.matcher(line).results())
        .map(result -> result.group())
        .collect(Collectors.toSet());
  }
}
