package org.sipha.arbiter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.core.node.Input.ArbiterDenied;
import org.sipha.core.node.Input.ArbiterGranted;
import org.sipha.core.node.Input.ArbiterLost;
import org.sipha.core.node.Input.ArbiterReleased;
import org.sipha.core.node.Input.RightRenewed;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.LeaseSettings;

/** What happens to a right that is held when members of its cluster fail. */
class EtcdFailuresTest {
  private static final Duration LEASE = Duration.ofSeconds(3);

  @TempDir static Path directory;
  private static EtcdCluster cluster;

  private final Answers answers = new Answers();
  private final List<EtcdArbiter> arbiters = new ArrayList<>();
  private String pair;
  private int leader;
  private long until;

  @BeforeAll
  static void startCluster() throws Exception {
    EtcdCluster.require();
    cluster = EtcdCluster.start(directory, 3);
  }

  @AfterAll
  static void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void findLeader(TestInfo test) throws Exception {
    pair = test.getTestMethod().orElseThrow().getName();
    leader = cluster.leader(0);
  }

  @AfterEach
  void closeArbiters() {
    arbiters.forEach(EtcdArbiter::close);
  }

  /** The right is held, by a server that asks this member first. */
  private void holdRightThrough(int member) throws Exception {
    List<URI> endpoints = new ArrayList<>(cluster.endpoints());
    Collections.rotate(endpoints, -member);
    EtcdArbiter arbiter = Servers.arbiter(Servers.a(pair, LEASE, endpoints), answers);
    arbiters.add(arbiter);
    arbiter.ask(AskReason.AGREED, 0);
    until = answers.next(ArbiterGranted.class).untilNanos();
  }

  private void isHeldWithoutInterruption(int renewals) throws Exception {
    for (int i = 0; i < renewals; i++) {
      RightRenewed renewed = answers.renewal();
      assertThat(System.nanoTime() - until).as("the right had ended").isNegative();
      until = renewed.untilNanos();
    }
  }

  @Test
  void rightIsHeldWhileTheMemberThatIsAskedIsKilled() throws Exception {
    int member = (leader + 1) % 3;
    holdRightThrough(member);
    cluster.kill(member);
    isHeldWithoutInterruption(3);
    cluster.restart(member);
  }

  @Test
  void rightIsHeldWhileTheLeaderIsKilled() throws Exception {
    holdRightThrough(leader);
    cluster.kill(leader);
    isHeldWithoutInterruption(3);
    cluster.restart(leader);
  }

  /** The worst case: nobody has seen the last renewal when the leader dies. */
  @Test
  void rightIsFreeALeaseAfterTheHolderAndTheLeaderDiedTogether() throws Exception {
    LeaseSettings dead = Servers.a(pair, LEASE, List.of(cluster.endpoint(leader)));
    List<URI> endpoints = new ArrayList<>(cluster.endpoints());
    Collections.rotate(endpoints, -(leader + 1));
    EtcdArbiter b = Servers.arbiter(Servers.b(pair, LEASE, endpoints), answers);
    arbiters.add(b);
    b.ask(AskReason.HANDED_OVER, 0); // is warm and knows of nobody
    answers.next(ArbiterGranted.class);
    b.release();
    answers.next(ArbiterReleased.class);

    long deadline = System.nanoTime() + LEASE.toNanos();
    assertThat(new PairKeys(EtcdClient.of(dead), dead).write(0, deadline).held()).isNotNull();
    long diedNanos = System.nanoTime();
    cluster.kill(leader);
    answers.untilGranted(b, AskReason.PEER_SILENT, 0);
    assertThat(Duration.ofNanos(System.nanoTime() - diedNanos))
        .isBetween(LEASE.minusMillis(100), LEASE.plusSeconds(1));
    cluster.restart(leader);
  }

  @Test
  void rightIsHeldWhileTheLeaderIsFrozenAndWhenItWakes() throws Exception {
    holdRightThrough(leader);
    cluster.freeze(leader);
    try {
      isHeldWithoutInterruption(3);
    } finally {
      cluster.thaw(leader);
    }
    isHeldWithoutInterruption(1);
  }

  @Test
  void withoutQuorumNothingIsRenewedOrGrantedAndAfterwardsTheRightIsFree() throws Exception {
    int one = (leader + 1) % 3;
    int other = (leader + 2) % 3;
    holdRightThrough(leader);
    cluster.kill(one);
    cluster.kill(other);
    Answers answersB = new Answers();
    EtcdArbiter b = Servers.arbiter(Servers.b(pair, LEASE, cluster.endpoints()), answersB);
    arbiters.add(b);
    b.ask(AskReason.PEER_SILENT, 0);
    assertThat(answersB.next(ArbiterDenied.class).text()).contains("held by sips-a"); // it watches
    b.ask(AskReason.AGREED, 0);
    assertThat(answersB.next(ArbiterDenied.class).text()).startsWith("etcd can't be used: ");
    long killedNanos = System.nanoTime();
    while (System.nanoTime() - until < 0) {
      b.ask(AskReason.PEER_SILENT, 0);
      answersB.next(ArbiterDenied.class);
      until = answers.latestRenewal(until); // one may have been on its way
      assertThat(System.nanoTime() - killedNanos)
          .as("it is still renewed")
          .isLessThan(LEASE.toNanos());
    }

    cluster.restart(one);
    cluster.restart(other);
    answersB.untilGranted(b, AskReason.PEER_GONE, Servers.A);
    answers.next(ArbiterLost.class);
  }
}
