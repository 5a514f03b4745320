package org.sipha.arbiter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        .isEqualTo("in etcd the right is held by sips-a");
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
  void rightOfAProcessThatRenewsNoMoreIsFreeAfterItsLease() throws Exception {
    PairKeys ofAnother = new PairKeys(EtcdClient.of(settings), settings);
    long deadline = System.nanoTime() + SHORT.toNanos();
    PairKeys.Lease lease = ofAnother.grant(SHORT.toSeconds(), deadline);
    assertThat(ofAnother.take(Holder.NOBODY, lease, deadline)).isPresent();

    Input answer;
    do {
      b.ask(AskReason.PEER_SILENT, 0);
      answer = answersB.next(Input.class);
    } while (!(answer instanceof ArbiterGranted));
    assertThat(Duration.ofNanos(System.nanoTime() - lease.sentNanos()))
        .isBetween(SHORT, SHORT.plusSeconds(1).plusMillis(500));
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

  @Test
  void leaseThatSomebodyRevokesIsNoticedWithinARenewal() throws Exception {
    isGranted(a, answersA, AskReason.AGREED, 0);
    Gateway.revokeLeaseOf(cluster.endpoint(0), key);
    answersA.next(ArbiterLost.class);
  }

  /** A node that serves on by its peer's promise must not be told to stop. */
  @Test
  void rightThatRanOutWhileEtcdWasAwayIsNotLostButFreeToBeAskedForAnew() throws Exception {
    LeaseSettings brief = Servers.a(settings.pairName(), SHORT, cluster.endpoints());
    try (EtcdArbiter arbiter = Servers.arbiter(brief, answersA)) {
      isGranted(arbiter, answersA, AskReason.AGREED, 0);
      cluster.freeze(0);
      try {
        long frozenNanos = System.nanoTime();
        while (System.nanoTime() - frozenNanos < SHORT.toNanos()) {
          b.ask(AskReason.AGREED, 0);
          assertThat(answersB.next(ArbiterDenied.class).text()).contains("has not answered within");
        }
      } finally {
        cluster.thaw(0);
      }
      cluster.awaitHealth(0);
      answersA.forget(); // a renewal that was on its way
      assertThat(answersA.within(SHORT.dividedBy(2)))
          .doesNotHaveAnyElementsOfTypes(ArbiterLost.class);

      isGranted(arbiter, answersA, AskReason.AGREED, 0);
    }
  }

  /** Both have seen that nobody holds it. */
  @Test
  void ofTwoThatTakeTheRightAtOnceOneIsTooLate() throws Exception {
    PairKeys keys = new PairKeys(EtcdClient.of(settings), settings);
    long deadline = System.nanoTime() + LEASE.toNanos();
    Holder seen = keys.look(deadline).holder();
    assertThat(seen.isNobody()).isTrue();
    PairKeys.Lease lease = keys.grant(LEASE.toSeconds(), deadline);
    isGranted(b, answersB, AskReason.STARTED_ALONE, 0);

    assertThat(keys.take(seen, lease, deadline)).isEmpty();
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
    isGranted(b, answersB, AskReason.PEER_GONE, Servers.A);
    a.remember(99); // it hasn't noticed yet
    a.release();
    answersA.next(Input.class);

    assertThat(isGranted(b, answersB, AskReason.AGREED, 0).highestEpoch()).isEqualTo(5);
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
