package org.sipha.it.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.Soak;
import org.sipha.it.agent.Latencies;
import org.sipha.it.agent.Prober;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.NodeHttp.Answer;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.lab.Capture.Message;
import org.sipha.it.lab.EtcdFault.Outcome;
import org.sipha.it.lab.EtcdFault.Struck;
import org.sipha.it.lab.Lab.End;
import org.sipha.it.lab.Lab.Network;
import org.sipha.it.lab.Scene.Harm;

/**
 * Two hosts and a witness with etcd: whatever happens, never do two servers answer.
 *
 * <p>{@code ./dev soak etcd} lets 100 faults happen; {@code -Dsipha.faults=N} makes it N, {@code
 * -Dsipha.faults.seed=N} the same ones as before.
 */
@Tag("etcd")
class EtcdLabStory {
  private static final String TAG = "etcd";
  private static final int CALLS = Soak.size(TAG, 100, 500);
  private static final int CALLS_PER_SECOND = Soak.size(TAG, 8, 20);
  private static final Duration LEASE = Duration.ofSeconds(5);

  /**
   * A second after the lease is the promise; in {@code ./dev test} other work may take its time.
   */
  private static final Duration BACK = LEASE.plusSeconds(Soak.size(TAG, 5, 1));

  /** For how long service may stumble where nothing has to change. */
  private static final Duration STUMBLE = Duration.ofSeconds(1);

  /**
   * Between the beginnings of two outages: a party sends an INVITE again after 0.5, 1.5, 3.5, 7.5
   * and 15.5 s (RFC 3261 17.1.1.2), and once it has to find somebody.
   */
  private static final Duration APART = Duration.ofSeconds(16);

  private static final Duration WHOLE = Duration.ofSeconds(60);
  private static final long SEED = Long.getLong("sipha.faults.seed", System.nanoTime());

  /** Those of {@code ./dev test}. */
  private static final List<EtcdFault> FEW =
      List.of(EtcdFault.PRIMARY_FROZEN, EtcdFault.PRIMARY_CUT_OFF, EtcdFault.QUORUM_LOST);

  private final SplittableRandom chance = new SplittableRandom(SEED);
  private final Map<EtcdFault, List<Long>> awayMillis = new EnumMap<>(EtcdFault.class);
  private final List<Instant> thawed = new ArrayList<>();
  private long lastOutageNanos = System.nanoTime();

  private record World(LabStage stage, EtcdCluster etcd, Capture capture) implements AutoCloseable {
    static World open(String more) {
      EtcdCluster.require();
      Capture.require();
      NamespaceLab lab = new NamespaceLab(arbiter() + more);
      EtcdCluster etcd = EtcdCluster.start();
      // The answers wait for the backup: what it has confirmed may not be lost.
      LabStage stage = LabStage.open(lab, PairSetup::patient);
      return new World(stage, etcd, Capture.start());
    }

    private static String arbiter() {
      return "type = etcd\nendpoints = %s\ntls = off\nlease = %d\n"
          .formatted(EtcdCluster.endpoints(), LEASE.toSeconds());
    }

    Pair pair() {
      return stage.pair();
    }

    @Override
    public void close() {
      capture.close();
      stage.close();
      etcd.close();
    }
  }

  @Test
  void neverDoTwoServersAnswerAndServiceIsBackWithinTheLeaseAndASecond() {
    List<EtcdFault> faults = faults();
    try (World world = World.open("");
        Scene scene = new Scene(world.stage, "etcd, seed " + SEED, CALLS, CALLS_PER_SECOND)) {
      Prober prober = world.stage.prober();
      switchoverDoesNotWaitForTheLease(world, prober);
      for (EtcdFault fault : faults) {
        world.pair().awaitReady(WHOLE);
        world.etcd.awaitWhole();
        happen(world, prober, fault);
      }
      printTimesAway();
      assertOnlyOneSpokeAtATime(world);
      scene.finish(Harm.UNANSWERED);
    }
  }

  private List<EtcdFault> faults() {
    if (!Soak.isFull(TAG)) {
      return FEW;
    }
    List<EtcdFault> faults = new ArrayList<>(List.of(EtcdFault.values()));
    int count = Integer.getInteger("sipha.faults", 100);
    while (faults.size() < count) {
      faults.add(EtcdFault.values()[chance.nextInt(EtcdFault.values().length)]);
    }
    return faults.subList(0, count);
  }

  private static void switchoverDoesNotWaitForTheLease(World world, Prober prober) {
    Server next = world.pair().backup();
    prober.firstAnswerAfter(System.nanoTime(), WHOLE);
    long from = System.nanoTime();
    Answer answer = next.http().post("/switchover");
    assertThat(answer.status()).as("POST /switchover: %s", answer).isEqualTo(200);
    world.pair().awaitRole(next, "primary", WHOLE);
    long to = prober.firstAnswerAfter(System.nanoTime(), WHOLE);
    Duration away = prober.longestSilenceBetween(from, to);
    Figures.print("etcd, planned switchover, no SIP answer for", away.toMillis() + " ms");
    assertThat(away).as("a switchover waits for no lease").isLessThan(LEASE.dividedBy(2));
    world.pair().awaitWhole(WHOLE);
  }

  private void happen(World world, Prober prober, EtcdFault fault) {
    if (fault.outcome() != Outcome.GOES_ON) {
      Scene.pass(APART.minusNanos(System.nanoTime() - lastOutageNanos));
      lastOutageNanos = System.nanoTime();
    }
    Pair pair = world.pair();
    long epoch = pair.primary().http().status().epoch();
    long from = System.nanoTime();
    Struck struck = fault.strike(world.stage.lab(), world.etcd, pair, chance);
    switch (fault.outcome()) {
      case MOVES -> pair.awaitRole(struck.backup(), "primary", WHOLE);
      case STOPS -> pair.awaitRole(struck.primary(), "none", WHOLE);
      case GOES_ON, OPEN -> Scene.pass(LEASE.plusSeconds(1));
    }
    if (fault.outcome() == Outcome.MOVES) {
      prober.firstAnswerAfter(System.nanoTime(), WHOLE);
      // A while in which the other one might speak.
      Scene.pass(Duration.ofSeconds(1));
    }
    if (fault.outcome() == Outcome.STOPS || fault.outcome() == Outcome.OPEN) {
      from = System.nanoTime();
    }
    struck.heal();
    if (fault == EtcdFault.PRIMARY_FROZEN) {
      thawed.add(Instant.now());
    }
    pair.awaitWhole(WHOLE);
    long to = prober.firstAnswerAfter(System.nanoTime(), WHOLE);
    Duration away = prober.longestSilenceBetween(from, to);
    awayMillis.computeIfAbsent(fault, each -> new ArrayList<>()).add(away.toMillis());
    Figures.print("etcd, " + fault + ", no SIP answer for", away.toMillis() + " ms");
    assertThat(away).as("%s: no SIP answer for so long", fault).isLessThan(BACK);
    if (fault.outcome() == Outcome.GOES_ON) {
      assertThat(pair.primary()).as("%s: who serves", fault).isSameAs(struck.primary());
      assertThat(pair.primary().http().status().epoch()).as("%s", fault).isEqualTo(epoch);
      assertThat(away).as("%s: no SIP answer for so long", fault).isLessThan(STUMBLE);
    }
  }

  private void printTimesAway() {
    awayMillis.forEach(
        (fault, millis) ->
            Figures.print(
                "etcd, lease %d s, %s (%d times), no SIP answer for"
                    .formatted(LEASE.toSeconds(), fault, millis.size()),
                new Latencies(millis.stream().map(each -> each * 1_000_000).toList(), 0)
                    .toString()));
  }

  /** But for one message of a frozen process that had looked at its right already. */
  private void assertOnlyOneSpokeAtATime(World world) {
    List<Message> messages = world.capture.messages();
    Turns turns = Turns.of(Map.of(End.A, world.pair().a(), End.B, world.pair().b()));
    List<Message> wrong = new ArrayList<>(turns.outOfTurn(messages));
    int all = wrong.size();
    for (Instant thaw : thawed) {
      wrong.stream()
          .filter(message -> Duration.between(thaw, message.at()).abs().toSeconds() < 1)
          .findFirst()
          .ifPresent(wrong::remove);
    }
    Figures.print(
        "etcd, messages at the telephones",
        "%,d, the one who speaks changes %d times, %d out of turn, %d of them not the one of a frozen server"
            .formatted(messages.size(), Turns.changes(messages), all, wrong.size()));
    assertThat(Turns.changes(messages)).as("the capture has seen both").isPositive();
    assertThat(wrong).as("messages of a server that another has replaced").isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(
      named = "sipha.soak",
      matches = "etcd",
      disabledReason = "only in ./dev soak etcd")
  void withoutQuorumAPairMayGoOnWhileItIsConnectedAndNoLonger() {
    try (World world = World.open("without-quorum = go-on\n");
        Scene scene = new Scene(world.stage, "etcd, without quorum", CALLS, CALLS_PER_SECOND)) {
      Pair pair = world.pair();
      Prober prober = world.stage.prober();
      Server primary = pair.primary();
      long epoch = primary.http().status().epoch();
      pair.awaitReady(WHOLE);
      Seat leader = world.etcd.leader();
      Seat other = leader == Seat.WITNESS ? Seat.A : Seat.WITNESS;
      long from = System.nanoTime();
      world.etcd.kill(leader);
      world.etcd.kill(other);
      Scene.pass(LEASE.multipliedBy(2));
      long to = System.nanoTime();
      assertThat(primary.http().status().role()).isEqualTo("primary");
      assertThat(prober.longestSilenceBetween(from, to)).isLessThan(STUMBLE);
      scene.endLoads(Harm.NONE);

      scene.lab().cut(Network.HA, world.stage.endOf(primary));
      Duration stopped = pair.awaitRole(primary, "none", WHOLE);
      Figures.print(
          "etcd, without quorum, the connection cut until the primary stops",
          stopped.toMillis() + " ms");
      assertThat(stopped).isLessThan(Truth.ADDP_TIMEOUT.plusSeconds(1));
      long silent = System.nanoTime() + Duration.ofMillis(100).toNanos();
      Scene.pass(Duration.ofSeconds(2));
      assertThat(prober.answersBetween(silent, System.nanoTime())).isZero();

      world.etcd.start(leader);
      world.etcd.start(other);
      scene.lab().heal(Network.HA);
      pair.awaitWhole(WHOLE);
      assertThat(pair.primary().http().status().epoch()).isGreaterThan(epoch);
      scene.finish(Harm.UNANSWERED);
      Turns turns = Turns.of(Map.of(End.A, pair.a(), End.B, pair.b()));
      assertThat(turns.outOfTurn(world.capture.messages())).isEmpty();
    }
  }
}
