package org.sipha.arbiter.etcd;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sipha.arbiter.etcd.PairKeys.Epoch;
import org.sipha.arbiter.etcd.PairKeys.Held;
import org.sipha.arbiter.etcd.PairKeys.Holder;
import org.sipha.arbiter.etcd.PairKeys.Kept;
import org.sipha.arbiter.etcd.PairKeys.Lease;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.ArbiterGranted;
import org.sipha.core.node.Input.ArbiterLost;
import org.sipha.core.node.Input.ArbiterReleased;
import org.sipha.core.node.Input.RightRenewed;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.Inputs;
import org.sipha.core.port.LeaseSettings;
import org.sipha.core.port.OpenedArbiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The arbiter of two hosts and a witness: whoever holds the pair's key in etcd may be primary (SPEC
 * 4). The key is bound to a lease, which this class renews as long as the right isn't given back;
 * {@link PairKeys} says why that is safe. The node itself stops when a renewal doesn't come in
 * time.
 *
 * <p>One thread does all the work, one question to etcd after the other, so that nobody who calls
 * waits and etcd isn't flooded.
 */
final class EtcdArbiter implements OpenedArbiter {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdArbiter.class);

  private static final int RENEWALS_PER_LEASE = 5;

  /** After a renewal that failed: a cluster that elects a leader will have one at any moment. */
  private static final int RETRIES_PER_LEASE = 20;

  /** What takes longer has failed: a denial now is worth more than a grant that comes late. */
  private static final int OPERATIONS_PER_LEASE = 3;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final LeaseSettings settings;
  private final PairKeys keys;
  private final Inputs inputs;
  private final Worker worker = new Worker();

  // All below: on the worker's thread.
  private @Nullable Held held;
  private @Nullable Denial denial;
  private long knownEpoch;
  private boolean isInTrouble;
  private int idleRounds;

  /**
   * An arbiter that asks nothing yet.
   *
   * @param inputs where the answers go
   */
  EtcdArbiter(LeaseSettings settings, EtcdClient etcd, Inputs inputs) {
    this.settings = settings;
    this.keys = new PairKeys(etcd, settings);
    this.inputs = inputs;
    worker.give(this::look);
    goOnAfter(RENEWALS_PER_LEASE);
  }

  /** After that part of a lease, and then again and again. */
  private void goOnAfter(int part) {
    worker.giveAfter(settings.lease().dividedBy(part), this::goOn);
  }

  private void goOn() {
    Held now = held;
    if (now != null) {
      goOnAfter(renew(now) ? RENEWALS_PER_LEASE : RETRIES_PER_LEASE);
    } else {
      idleRounds = (idleRounds + 1) % RENEWALS_PER_LEASE;
      if (idleRounds == 0) {
        look();
      }
      goOnAfter(RENEWALS_PER_LEASE);
    }
  }

  /**
   * Whoever waits asks etcd now and then, so that connection, token and code are warm when the
   * right is handed over, and somebody hears in time that it couldn't be.
   */
  private void look() {
    try {
      keys.look(deadline());
      wentWell();
    } catch (EtcdTrouble e) {
      wentWrong("etcd can't be used, so this server couldn't take over", e);
    }
  }

  private void wentWell() {
    if (isInTrouble) {
      isInTrouble = false;
      LOG.info("etcd can be used again");
    }
  }

  /** Told once. */
  private void wentWrong(String what, EtcdTrouble trouble) {
    if (!isInTrouble) {
      isInTrouble = true;
      LOG.warn("{}: {}", what, trouble.text());
    }
  }

  @Override
  public void ask(AskReason reason, long gone) {
    worker.give(
        () -> {
          Denial known = denial;
          inputs.give(known != null && known.answers(reason, gone) ? known.input() : answer(gone));
        });
  }

  private Input answer(long gone) {
    denial = null;
    try {
      return take(gone, deadline());
    } catch (EtcdTrouble e) {
      return denied(Denial.of(e));
    }
  }

  private Input denied(Denial why) {
    denial = why;
    return why.input();
  }

  private Input take(long gone, long deadline) throws EtcdTrouble {
    Holder holder = keys.look(deadline).holder();
    if (!mayTake(holder, gone)) {
      return denied(Denial.of(holder));
    }
    Lease lease = keys.grant(seconds(settings.lease()), deadline);
    Held taken = keys.take(holder, lease, deadline).orElse(null);
    if (taken == null) {
      revoke(lease, deadline);
      return denied(Denial.tooLate());
    }
    held = taken;
    wentWell();
    worker.give(this::raise);
    return new ArbiterGranted(Math.max(knownEpoch, taken.epoch().number()), until(lease));
  }

  /**
   * A key of this very process is there when the right is held already, or when it was granted and
   * the answer got lost.
   */
  private boolean mayTake(Holder holder, long gone) {
    return holder.isNobody()
        || holder.incarnation() == settings.incarnation()
        || (gone != 0 && holder.incarnation() == gone);
  }

  /** Whether there is nothing to be tried again soon. */
  private boolean renew(Held before) {
    try {
      Kept kept = keys.keep(before.lease(), deadline());
      Holder holder = kept.pair().holder();
      if (holder.revision() != before.token() || kept.lease().seconds() == 0) {
        held = null;
        lost(before, holder);
        return true;
      }
      held = new Held(before.token(), kept.lease(), kept.pair().epoch());
      inputs.give(new RightRenewed(until(kept.lease())));
      wentWell();
      raise();
      return true;
    } catch (EtcdTrouble e) {
      wentWrong("the lease in etcd can't be renewed", e);
      return false;
    }
  }

  /**
   * Of a right that has ended the node knows: it has stopped, or serves by its peer's promise and
   * asks anew. That somebody else has the right it must hear all the same.
   */
  private void lost(Held before, Holder now) {
    if (now.isNobody() && System.nanoTime() - until(before.lease()) >= 0) {
      LOG.info("the lease in etcd has run out");
    } else {
      inputs.give(new ArbiterLost(howLost(before, now)));
    }
  }

  private static String howLost(Held before, Holder now) {
    if (now.revision() == before.token()) {
      return "its lease in etcd is gone";
    }
    return now.isNobody()
        ? "its key in etcd is gone: somebody removed it"
        : "its key in etcd was overwritten by " + now.server();
  }

  @Override
  public void release() {
    worker.give(
        () -> {
          giveUp();
          inputs.give(new ArbiterReleased());
        });
  }

  private void giveUp() {
    Held before = held;
    held = null;
    if (before != null) {
      revoke(before.lease(), deadline());
    }
  }

  private void revoke(Lease lease, long deadline) {
    try {
      keys.revoke(lease, deadline);
    } catch (EtcdTrouble e) {
      LOG.info("a lease in etcd ends by itself, in {} s at most: {}", lease.seconds(), e.text());
    }
  }

  @Override
  public void remember(long epoch) {
    worker.give(
        () -> {
          knownEpoch = Math.max(knownEpoch, epoch);
          raise();
        });
  }

  /** Brings etcd's epoch up to date; what fails is tried again with the next renewal. */
  private void raise() {
    Held now = held;
    if (now == null || knownEpoch <= now.epoch().number()) {
      return;
    }
    try {
      Epoch raised = keys.raise(now, knownEpoch, deadline()).orElse(now.epoch());
      held = new Held(now.token(), now.lease(), raised);
    } catch (EtcdTrouble e) {
      LOG.debug("the epoch in etcd isn't up to date: {}", e.text());
    }
  }

  /** Takes a second at most, for the process may end right afterwards. */
  @Override
  public void close() {
    if (!worker.close(this::giveUp, CLOSE_TIMEOUT)) {
      LOG.info("etcd doesn't answer; a right that is still held ends with its lease");
    }
  }

  /** The moment at which a right ends that was renewed so. */
  private long until(Lease lease) {
    Duration granted = Duration.ofSeconds(lease.seconds());
    Duration longer = granted.minus(settings.lease()); // etcd has a shortest lease
    Duration margin = settings.margin().plus(longer.dividedBy(20));
    return lease.sentNanos() + granted.minus(margin).toNanos();
  }

  private static long seconds(Duration time) {
    return time.plusNanos(999_999_999).toSeconds();
  }

  private long deadline() {
    return System.nanoTime() + settings.lease().dividedBy(OPERATIONS_PER_LEASE).toNanos();
  }
}
