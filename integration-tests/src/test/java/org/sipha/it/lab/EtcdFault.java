package org.sipha.it.lab;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.SlowMotion;
import org.sipha.it.lab.Lab.End;
import org.sipha.it.lab.Lab.Network;

/** What can happen to a pair on two hosts with etcd as its arbiter. */
@SuppressWarnings("ImmutableEnumChecker") // what strikes has no state
enum EtcdFault {
  PRIMARY_CUT_OFF(
      "the primary's host cut off from all", Outcome.MOVES, scene -> scene.cutOff(scene.primary())),
  PRIMARY_CUT_FROM_ETCD(
      "the primary's host cut off from the other members of etcd",
      Outcome.MOVES,
      scene -> scene.cut(Network.FAR, scene.primary())),
  PRIMARY_FROZEN(
      "the primary frozen",
      Outcome.MOVES,
      scene -> {
        scene.primary().freeze();
        scene.undo(scene.primary()::thaw);
      }),
  PRIMARY_KILLED(
      "the primary killed",
      Outcome.MOVES,
      scene -> {
        scene.primary().kill9();
        scene.undo(scene.primary()::start);
      }),
  BACKUP_CUT_OFF(
      "the backup's host cut off from all", Outcome.GOES_ON, scene -> scene.cutOff(scene.backup())),
  BACKUP_CUT_FROM_ETCD(
      "the backup's host cut off from the other members of etcd",
      Outcome.GOES_ON,
      scene -> scene.cut(Network.FAR, scene.backup())),
  PAIR_CUT("the HA network cut", Outcome.GOES_ON, scene -> scene.cut(Network.HA, scene.primary())),
  MEMBER_KILLED(
      "a member of etcd killed", Outcome.GOES_ON, scene -> scene.killMember(scene.follower())),
  LEADER_KILLED(
      "the leader of etcd killed", Outcome.GOES_ON, scene -> scene.killMember(scene.leader())),
  QUORUM_LOST(
      "two members of etcd killed",
      Outcome.STOPS,
      scene -> {
        scene.killMember(scene.follower());
        scene.killMember(scene.leader());
      }),
  SLOW_DISK(
      "the leader of etcd slow",
      Outcome.OPEN,
      scene -> {
        SlowMotion slow = scene.etcd.slowDown(scene.leader());
        scene.undo(slow::close);
      });

  /** What becomes of the service. */
  enum Outcome {
    /** The primary serves on. */
    GOES_ON,
    /** The other server serves within the lease and a second. */
    MOVES,
    /** Nobody serves until the fault is healed. */
    STOPS,
    /** The primary serves on, or the other one serves, or nobody. */
    OPEN
  }

  private final String text;
  private final Outcome outcome;
  private final Consumer<Struck> strike;

  EtcdFault(String text, Outcome outcome, Consumer<Struck> strike) {
    this.text = text;
    this.outcome = outcome;
    this.strike = strike;
  }

  Outcome outcome() {
    return outcome;
  }

  /** It happens. */
  Struck strike(Lab lab, EtcdCluster etcd, Pair pair, SplittableRandom chance) {
    Struck struck = new Struck(lab, etcd, pair, chance, pair.primary());
    strike.accept(struck);
    return struck;
  }

  @Override
  public String toString() {
    return text;
  }

  /** What a fault has done, and how it is undone. */
  static final class Struck {
    private final Lab lab;
    private final EtcdCluster etcd;
    private final SplittableRandom chance;
    private final Server primary;
    private final Server backup;
    private final Pair pair;
    private final Seat leader;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    private Struck(Lab lab, EtcdCluster etcd, Pair pair, SplittableRandom chance, Server primary) {
      this.lab = lab;
      this.etcd = etcd;
      this.pair = pair;
      this.chance = chance;
      this.primary = primary;
      this.backup = pair.other(primary);
      this.leader = etcd.leader();
    }

    /** The server that was primary before. */
    Server primary() {
      return primary;
    }

    /** The other one. */
    Server backup() {
      return backup;
    }

    private void undo(Runnable healing) {
      undo.push(healing);
    }

    private End endOf(Server server) {
      return server == pair.a() ? End.A : End.B;
    }

    private void cut(Network network, Server server) {
      lab.cut(network, endOf(server));
      undo(() -> lab.heal(network));
    }

    private void cutOff(Server server) {
      Arrays.stream(Network.values()).forEach(network -> cut(network, server));
    }

    private Seat leader() {
      return leader;
    }

    private Seat follower() {
      List<Seat> followers = Arrays.stream(Seat.values()).filter(seat -> seat != leader).toList();
      return followers.get(chance.nextInt(followers.size()));
    }

    private void killMember(Seat seat) {
      etcd.kill(seat);
      undo(() -> etcd.start(seat));
    }

    /** All is as before, but for the time that it takes to notice. */
    void heal() {
      while (!undo.isEmpty()) {
        undo.pop().run();
      }
    }
  }
}
