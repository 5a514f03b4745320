package org.sipha.arbiter.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.arbiter.etcd.PairKeys.Holder;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.ArbiterDenied;
import org.sipha.core.node.Input.ArbiterGranted;
import org.sipha.core.node.Input.ArbiterLost;
import org.sipha.core.node.Input.ArbiterReleased;
import org.sipha.core.node.Input.RightRenewed;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.LeaseSettings;

/** What an arbiter promises, with a cluster that is well. */
class EtcdArbiterTest {
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Duration BRIEF = Duration.ofSeconds(1);

  @TempDir static Path directory;
  private static EtcdCluster cluster;

  private final Answers answersA = new Answers();
  private final Answers answersB = new Answers();
  private LeaseSettings settings;
  private EtcdArbiter a;
  private EtcdArbiter b;
  private String key;

  @BeforeAll
  static void startCluster() throws Exception {
    EtcdCluster.require();
    cluster = EtcdCluster.start(directory, 1);
  }

  @AfterAll
  static void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void openPair(TestInfo test) {
    String pair = test.getTestMethod().orElseThrow().getName();
    key = "/sipha/" + pair + "/primary";
    settings = Servers.a(pair, LEASE, cluster.endpoints());
    a = Servers.arbiter(settings, answersA);
    b = Servers.arbiter(Servers.b(pair, LEASE, cluster.endpoints()), answersB);
  }

  @AfterEach
  void closePair() {
    a.close();
    b.close();
  }

  /** Asks again where a busy machine kept etcd from answering in time. */
  private static ArbiterGranted isGranted(
      EtcdArbiter arbiter, Answers answers, AskReason reason, long gone) throws Exception {
    Input answer;
    do {
      arbiter.ask(reason, gone);
      answer = answers.next(Input.class);
    } while (answer instanceof ArbiterDenied denied && denied.text().contains("can't be used"));
    assertThat(answer).isInstanceOf(ArbiterGranted.class);
    return (ArbiterGranted) answer;
  }

  @Test
  void oneOfTwoIsGrantedAndTheOtherHearsWhoHoldsTheRight() throws Exception {
    isGranted(a, answersA, AskReason.AGREED, 0);
    b.ask(AskReason.PEER_SILENT, 0);
    assertThat(answersB.next(ArbiterDenied.class).text())
        .matches("in etcd the right is held by sips-a, for \\d+ ms more unless it renews it");
    isGranted(a, answersA, AskReason.AGREED, 0); // who holds it is granted it anew
  }

  @Test
  void rightEndsAMarginBeforeTheLeaseAndIsRenewedLongBefore() throws Exception {
    long before = System.nanoTime();
    long until = isGranted(a, answersA, AskReason.AGREED, 0).untilNanos();
    long longest = LEASE.minus(settings.margin()).toNanos();
    assertThat(until - before).isBetween(longest, longest + Duration.ofSeconds(1).toNanos());
    assertThat(until - System.nanoTime()).isLessThanOrEqualTo(longest);

    for (int renewals = 0; renewals < 2; renewals++) {
      RightRenewed renewed = answersA.renewal();
      assertThat(System.nanoTime() - until).as("the right had ended").isNegative();
      assertThat(renewed.untilNanos()).isGreaterThan(until);
      assertThat(renewed.untilNanos() - System.nanoTime()).isLessThanOrEqualTo(longest);
      until = renewed.untilNanos();
    }
  }

  @Test
  void rightThatIsNotRenewedIsFreeAfterTheLeaseAndNotBefore() throws Exception {
    try (EtcdArbiter watching =
        Servers.arbiter(Servers.b(settings.pairName(), SHORT, cluster.endpoints()), answersB)) {
      PairKeys ofAnother = new PairKeys(EtcdClient.of(settings), settings);
      PairKeys.Held before = written(ofAnother, 0);
      watching.ask(AskReason.PEER_SILENT, 0);
      answersB.next(ArbiterDenied.class);
      PairKeys.Held renewed = written(ofAnother, before.token());

      answersB.untilGranted(watching, AskReason.PEER_SILENT, 0);
      assertThat(Duration.ofNanos(System.nanoTime() - renewed.sentNanos()))
          .isBetween(SHORT, SHORT.plus(SHORT.dividedBy(10)).plusMillis(300));
      assertThat(ofAnother.write(renewed.token(), soon()).held()) // as if it had been frozen
          .as("a renewal that comes too late")
          .isNull();
    }
  }

  @Test
  void renewalsKeepTheRightFromAnotherThatAsksAllTheTime() throws Exception {
    LeaseSettings brief = Servers.a(settings.pairName(), SHORT, cluster.endpoints());
    LeaseSettings other = Servers.b(settings.pairName(), SHORT, cluster.endpoints());
    try (EtcdArbiter holder = Servers.arbiter(brief, answersA);
        EtcdArbiter watching = Servers.arbiter(other, answersB)) {
      isGranted(holder, answersA, AskReason.AGREED, 0);
      long from = System.nanoTime();
      while (System.nanoTime() - from < SHORT.toNanos() * 3 / 2) {
        watching.ask(AskReason.AGREED, 0);
        answersB.next(ArbiterDenied.class);
      }
    }
  }

  /** Its token is old then, and it must find that out. */
  @Test
  void holderWhoseRenewalWasDoneWithoutAnAnswerGoesOnAndCanGiveTheRightUp() throws Exception {
    try (LossyMember member = new LossyMember(cluster.endpoint(0));
        EtcdArbiter arbiter =
            Servers.arbiter(
                Servers.a(settings.pairName(), LEASE, List.of(member.endpoint())), answersA)) {
      long until = isGranted(arbiter, answersA, AskReason.AGREED, 0).untilNanos();
      member.loseAnswers(1);
      for (int renewals = 0; renewals < 2 || member.isLosing(); renewals++) {
        until = answersA.renewal().untilNanos();
        assertThat(System.nanoTime() - until).as("the right had ended").isNegative();
      }
      member.loseAnswers(2);
      member.awaitLost();
      arbiter.release();
      answersA.next(ArbiterReleased.class);
      isGranted(b, answersB, AskReason.HANDED_OVER, 0);
    }
  }

  @Test
  void renewalWithoutAnAnswerMakesTheRightNoLonger() throws Exception {
    try (LossyMember member = new LossyMember(cluster.endpoint(0))) {
      PairKeys keys = new PairKeys(EtcdClient.of(settings), settings);
      LeaseSettings lossy = Servers.a(settings.pairName(), LEASE, List.of(member.endpoint()));
      PairKeys overLossy = new PairKeys(EtcdClient.of(lossy), lossy);
      PairKeys.Held before = written(keys, 0);
      member.loseAnswers(1);
      assertThatThrownBy(() -> overLossy.write(before.token(), soon()))
          .isInstanceOf(EtcdTrouble.class);

      PairKeys.Written next = overLossy.write(before.token(), soon());
      assertThat(next.held()).as("what isn't known to be done counts for nothing").isNull();
      assertThat(next.holder().incarnation()).isEqualTo(Servers.A);
      assertThat(next.holder().revision()).isGreaterThan(before.token());
    }
  }

  private static PairKeys.Held written(PairKeys keys, long revision) throws EtcdTrouble {
    PairKeys.Held held = keys.write(revision, soon()).held();
    assertThat(held).isNotNull();
    return held;
  }

  private static long soon() {
    return System.nanoTime() + LEASE.toNanos();
  }

  @Test
  void rightThatIsGivenUpIsTheOthersAtOnce() throws Exception {
    a.release();
    answersA.next(ArbiterReleased.class); // in any case
    isGranted(a, answersA, AskReason.AGREED, 0);
    a.release();
    answersA.next(ArbiterReleased.class);

    isGranted(b, answersB, AskReason.HANDED_OVER, 0);
  }

  @Test
  void processThatEndsInOrderLeavesNothing() throws Exception {
    isGranted(a, answersA, AskReason.AGREED, 0);
    a.close();

    isGranted(b, answersB, AskReason.PEER_SILENT, 0);
  }

  @Test
  void rightIsTakenFromExactlyTheProcessThatIsGone() throws Exception {
    isGranted(a, answersA, AskReason.AGREED, 0);
    b.ask(AskReason.PEER_GONE, Servers.A + 1);
    answersB.next(ArbiterDenied.class);

    isGranted(b, answersB, AskReason.PEER_GONE, Servers.A);
    assertThat(answersA.next(ArbiterLost.class).text())
        .isEqualTo("its key in etcd was overwritten by sips-b");
    answersB.renewal();
  }

  @Test
  void denialThatIsKnownIsTold200MsLongWithoutAskingButNotWhereTheRightIsPassedOn()
      throws Exception {
    isGranted(a, answersA, AskReason.AGREED, 0);
    b.ask(AskReason.PEER_SILENT, 0);
    answersB.next(ArbiterDenied.class);
    Gateway.delete(cluster.endpoint(0), key);

    b.ask(AskReason.PEER_SILENT, 0);
    answersB.next(ArbiterDenied.class);
    isGranted(b, answersB, AskReason.HANDED_OVER, 0);
  }

  @Test
  void keyThatSomebodyRemovesOrOverwritesIsNoticedWithinARenewal() throws Exception {
    isGranted(a, answersA, AskReason.AGREED, 0);
    Gateway.delete(cluster.endpoint(0), key);
    assertThat(answersA.next(ArbiterLost.class).text()).contains("its key in etcd is gone");

    isGranted(a, answersA, AskReason.AGREED, 0);
    Gateway.put(cluster.endpoint(0), key, "mine");
    assertThat(answersA.next(ArbiterLost.class).text())
        .isEqualTo("its key in etcd was overwritten by somebody who is no server of the pair");
    b.ask(AskReason.PEER_GONE, Servers.A);
    assertThat(answersB.next(ArbiterDenied.class).text()).contains("no server of the pair");
    Gateway.delete(cluster.endpoint(0), key);
  }

  /** A node that serves on by its peer's promise must not be told to stop. */
  @Test
  void rightThatRanOutWhileEtcdWasAwayIsNotLostIfNobodyTookIt() throws Exception {
    LeaseSettings brief = Servers.a(settings.pairName(), BRIEF, cluster.endpoints());
    try (EtcdArbiter arbiter = Servers.arbiter(brief, answersA)) {
      isGranted(arbiter, answersA, AskReason.AGREED, 0);
      cluster.freeze(0);
      try {
        long frozenNanos = System.nanoTime();
        while (System.nanoTime() - frozenNanos < BRIEF.toNanos()) {
          b.ask(AskReason.AGREED, 0);
          assertThat(answersB.next(ArbiterDenied.class).text()).contains("has not answered within");
        }
      } finally {
        cluster.thaw(0);
      }
      cluster.awaitHealth(0);
      answersA.forget(); // a renewal that was on its way
      assertThat(answersA.within(BRIEF.dividedBy(2)))
          .doesNotHaveAnyElementsOfTypes(ArbiterLost.class);

      isGranted(arbiter, answersA, AskReason.AGREED, 0);
    }
  }

  /** Both have seen that nobody holds it. */
  @Test
  void ofTwoThatTakeTheRightAtOnceOneIsTooLate() throws Exception {
    PairKeys keys = new PairKeys(EtcdClient.of(settings), settings);
    assertThat(keys.look(soon()).holder().isNobody()).isTrue();
    isGranted(b, answersB, AskReason.STARTED_ALONE, 0);

    PairKeys.Written written = keys.write(Holder.NOBODY.revision(), soon());
    assertThat(written.held()).isNull();
    assertThat(written.holder().server()).isEqualTo("sips-b");
  }

  /** Both have watched the same process that is dead. */
  @Test
  void ofTwoThatWatchedTheRightEndOneTakesIt() throws Exception {
    written(new PairKeys(EtcdClient.of(settings), settings), 0);
    LeaseSettings other =
        new LeaseSettings(
            settings.pairName(), "sips-a", Servers.A + 1, cluster.endpoints(), BRIEF, null, null);
    LeaseSettings brief = Servers.b(settings.pairName(), BRIEF, cluster.endpoints());
    try (EtcdArbiter one = Servers.arbiter(other, answersA);
        EtcdArbiter two = Servers.arbiter(brief, answersB)) {
      long from = System.nanoTime();
      int granted = 0;
      while (System.nanoTime() - from < BRIEF.plusMillis(600).toNanos()) {
        one.ask(AskReason.AGREED, 0);
        two.ask(AskReason.AGREED, 0);
        boolean isOne = answersA.next(Input.class) instanceof ArbiterGranted;
        boolean isTwo = answersB.next(Input.class) instanceof ArbiterGranted;
        assertThat(isOne && isTwo).as("both are granted the right").isFalse();
        granted += isOne || isTwo ? 1 : 0;
      }
      assertThat(granted).isPositive();
    }
  }

  @Test
  void nextHolderFindsTheHighestEpochAndNobodyLowersIt() throws Exception {
    a.remember(41); // before the right is held
    assertThat(isGranted(a, answersA, AskReason.AGREED, 0).highestEpoch()).isEqualTo(41);
    a.remember(42);
    a.remember(40);
    a.release();
    answersA.next(ArbiterReleased.class);

    b.remember(7);
    assertThat(isGranted(b, answersB, AskReason.HANDED_OVER, 0).highestEpoch()).isEqualTo(42);
    b.release();
    answersB.next(ArbiterReleased.class);
    assertThat(Gateway.get(cluster.endpoint(0), key.replace("primary", "epoch"))).isEqualTo("42");
  }

  @Test
  void holderThatHasLostTheRightWritesNothingMore() throws Exception {
    isGranted(a, answersA, AskReason.AGREED, 0);
    a.remember(5);
    awaitEpoch("5");
    isGranted(b, answersB, AskReason.PEER_GONE, Servers.A);
    a.remember(99); // it hasn't noticed yet
    a.release();
    answersA.next(Input.class);

    assertThat(isGranted(b, answersB, AskReason.AGREED, 0).highestEpoch()).isEqualTo(5);
  }

  private void awaitEpoch(String epoch) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    String name = key.replace("primary", "epoch");
    while (!Gateway.get(cluster.endpoint(0), name).equals(epoch)) {
      assertThat(System.nanoTime()).as("epoch %s in time", epoch).isLessThan(deadline);
    }
  }

  /** The first endpoint accepts connections and never answers, like a frozen or cut-off member. */
  @Test
  void memberThatNeverAnswersCostsAFractionOfTheLease() throws Exception {
    try (ServerSocket hole = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI silent = URI.create("http://127.0.0.1:" + hole.getLocalPort());
      LeaseSettings both =
          Servers.a(settings.pairName(), LEASE, List.of(silent, cluster.endpoint(0)));
      try (EtcdArbiter arbiter = Servers.arbiter(both, answersA)) {
        long before = System.nanoTime();
        arbiter.ask(AskReason.STARTED_ALONE, 0);
        answersA.next(ArbiterGranted.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LEASE.dividedBy(3));
      }
    }
  }
}
