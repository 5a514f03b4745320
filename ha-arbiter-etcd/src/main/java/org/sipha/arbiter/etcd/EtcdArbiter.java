package org.sipha.arbiter.etcd;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sipha.arbiter.etcd.PairKeys.Epoch;
import org.sipha.arbiter.etcd.PairKeys.Held;
import org.sipha.arbiter.etcd.PairKeys.Holder;
import org.sipha.arbiter.etcd.PairKeys.Written;
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
 * 4). This class writes the key anew as long as the right isn't given back, and watches it while
 * another holds it; {@link PairKeys} says why that is safe. The node itself stops when a renewal
 * doesn't come in time.
 *
 * <p>One thread does all the work, one question to etcd after the other, so that nobody who calls
 * waits and etcd isn't flooded.
 */
final class EtcdArbiter implements OpenedArbiter {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdArbiter.class);

  private static final int RENEWALS_PER_LEASE = 5;

  /** Of one who waits: how exactly it knows since when the right wasn't renewed. */
  private static final int LOOKS_PER_LEASE = 20;

  /** After a renewal that failed: a cluster that elects a leader will have one at any moment. */
  private static final int RETRIES_PER_LEASE = 20;

  /** What takes longer has failed: a denial now is worth more than a grant that comes late. */
  private static final int OPERATIONS_PER_LEASE = 3;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final LeaseSettings settings;
  private final PairKeys keys;
  private final Watch watch;
  private final Inputs inputs;
  private final Worker worker = new Worker();

  // All below: on the worker's thread.
  private @Nullable Held held;
  private @Nullable Denial denial;
  private long knownEpoch;
  private boolean isInTrouble;
  private int looks;

  /**
   * An arbiter that asks nothing yet.
   *
   * @param inputs where the answers go
   */
  EtcdArbiter(LeaseSettings settings, EtcdClient etcd, Inputs inputs) {
    this.settings = settings;
    this.keys = new PairKeys(etcd, settings);
    this.watch = new Watch(settings.lease());
    this.inputs = inputs;
    worker.give(this::goOn);
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
      look();
      goOnAfter(LOOKS_PER_LEASE);
    }
  }

  /**
   * Whoever waits asks for a majority's word only now and then, so that connections, token and code
   * are warm when the right is handed over, and somebody hears in time that it couldn't be.
   */
  private void look() {
    try {
      watch.saw(keys.glance(deadline()).holder());
      if (looks++ % LOOKS_PER_LEASE == 0) {
        watch.saw(keys.look(deadline()).holder());
        wentWell();
      }
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
          inputs.give(
              known != null && known.answers(reason, gone) ? known.input() : answer(reason, gone));
        });
  }

  private Input answer(AskReason reason, long gone) {
    denial = null;
    try {
      return take(reason, gone, deadline());
    } catch (EtcdTrouble e) {
      return denied(Denial.of(e));
    }
  }

  private Input denied(Denial why) {
    denial = why;
    return why.input();
  }

  private Input take(AskReason reason, long gone, long deadline) throws EtcdTrouble {
    Holder holder =
        (Denial.isPolling(reason) ? keys.glance(deadline) : keys.look(deadline)).holder();
    watch.saw(holder);
    if (mayTake(holder, gone)) {
      Written written = write(holder.revision(), now -> mayTake(now, gone), deadline);
      Held taken = written.held();
      if (taken != null) {
        held = taken;
        wentWell();
        worker.give(this::raise);
        return new ArbiterGranted(Math.max(knownEpoch, taken.epoch().number()), until(taken));
      }
      holder = written.holder();
      watch.saw(holder);
    }
    return denied(Denial.of(holder, watch.leftNanos()));
  }

  /** Of a holder that {@link #watch} has just seen. */
  private boolean mayTake(Holder holder, long gone) {
    return holder.isNobody()
        || isThis(holder)
        || (gone != 0 && holder.incarnation() == gone)
        || watch.leftNanos() <= 0;
  }

  /**
   * A key of this very process is there when the right is held already, or when it was written and
   * the answer got lost.
   */
  private boolean isThis(Holder holder) {
    return holder.incarnation() == settings.incarnation();
  }

  /** Writes the key; where it has changed, once more if it may still be written. */
  private Written write(long revision, Predicate<Holder> mayWrite, long deadline)
      throws EtcdTrouble {
    Written first = keys.write(revision, deadline);
    if (first.held() != null) {
      return first;
    }
    watch.saw(first.holder());
    return mayWrite.test(first.holder()) ? keys.write(first.holder().revision(), deadline) : first;
  }

  /** Whether there is nothing to be tried again soon. */
  private boolean renew(Held before) {
    try {
      Written written = write(before.token(), this::isThis, deadline());
      held = written.held();
      if (held == null) {
        watch.saw(written.holder());
        inputs.give(new ArbiterLost(howLost(written.holder())));
        return true;
      }
      inputs.give(new RightRenewed(until(held)));
      wentWell();
      raise();
      return true;
    } catch (EtcdTrouble e) {
      wentWrong("the right to serve can't be renewed in etcd", e);
      return false;
    }
  }

  private static String howLost(Holder now) {
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
    if (before == null) {
      return;
    }
    try {
      long deadline = deadline();
      Holder left = keys.delete(before.token(), deadline);
      if (isThis(left)) { // it was renewed, and the answer got lost
        keys.delete(left.revision(), deadline);
      }
    } catch (EtcdTrouble e) {
      LOG.info("the right in etcd ends by itself, after the lease: {}", e.text());
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
      held = new Held(now.token(), now.sentNanos(), raised);
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

  /** The moment at which the right ends unless it is renewed again. */
  private long until(Held now) {
    return now.sentNanos() + settings.lease().minus(settings.margin()).toNanos();
  }

  private long deadline() {
    return System.nanoTime() + settings.lease().dividedBy(OPERATIONS_PER_LEASE).toNanos();
  }
}
