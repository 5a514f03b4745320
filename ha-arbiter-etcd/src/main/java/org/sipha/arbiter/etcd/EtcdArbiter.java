package org.sipha.arbiter.etcd;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sipha.arbiter.etcd.PairKeys.Epoch;
import org.sipha.arbiter.etcd.PairKeys.Held;
import org.sipha.arbiter.etcd.PairKeys.Holder;
import org.sipha.arbiter.etcd.PairKeys.Kept;
import org.sipha.arbiter.etcd.PairKeys.Lease;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.ArbiterDenied;
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
 * The arbiter of two hosts and a witness: whoever holds the pair's key in etcd may be primary
 * (SPEC 4). The key is bound to a lease, which this class renews as long as the right isn't given
 * back; {@link PairKeys} says why that is safe. The node itself stops when a renewal doesn't come
 * in time.
 *
 * <p>One thread does all the work, one question to etcd after the other, so that nobody who calls
 * waits and etcd isn't flooded.
 */
final class EtcdArbiter implements OpenedArbiter {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdArbiter.class);

  /** One can fail for each reason that a cluster has, and the right is still held. */
  private static final int RENEWALS_PER_LEASE = 5;

  /** What a member may take of a lease to answer is much less; after that it is better to deny. */
  private static final int OPERATIONS_PER_LEASE = 3;

  /** So long a denial is told again without asking etcd. */
  private static final Duration KNOWN = Duration.ofMillis(200);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final LeaseSettings settings;
  private final PairKeys keys;
  private final Inputs inputs;
  private final ScheduledThreadPoolExecutor thread;

  // All below: on the thread.
  private @Nullable Held held;
  private @Nullable Refusal refusal;
  private long knownEpoch;
  private boolean isInTrouble;

  /**
   * Why the right wasn't granted.
   *
   * @param incarnation of the process that holds it, 0 if that isn't the reason
   */
  private record Refusal(String text, long incarnation, long atNanos) {}

  /**
   * An arbiter that asks nothing yet.
   *
   * @param inputs where the answers go
   */
  EtcdArbiter(LeaseSettings settings, EtcdClient etcd, Inputs inputs) {
    this.settings = settings;
    this.keys = new PairKeys(etcd, settings);
    this.inputs = inputs;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1, EtcdArbiter::daemon, new ThreadPoolExecutor.DiscardPolicy());
    long period = settings.lease().dividedBy(RENEWALS_PER_LEASE).toNanos();
    var unused =
        thread.scheduleWithFixedDelay(
            () -> carefully(this::renew), period, period, TimeUnit.NANOSECONDS);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sipha-arbiter");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void ask(AskReason reason, long gone) {
    onThread(() -> inputs.give(isKnown(reason, gone) ? denied() : answer(gone)));
  }

  /** Whether etcd was asked just now. Where two servers pass the right on, each moment counts. */
  private boolean isKnown(AskReason reason, long gone) {
    boolean isPolling =
        switch (reason) {
          case PEER_SILENT, PEER_GONE, STARTED_ALONE -> true;
          case HANDED_OVER, AGREED, RECLAIM, COMMANDED -> false;
        };
    return isPolling
        && refusal != null
        && System.nanoTime() - refusal.atNanos < KNOWN.toNanos()
        && (gone == 0 || gone != refusal.incarnation);
  }

  private Input answer(long gone) {
    refusal = null;
    try {
      return take(gone, deadline());
    } catch (EtcdTrouble e) {
      return refuse("etcd can't be used: " + e.text(), 0);
    }
  }

  private Input take(long gone, long deadline) throws EtcdTrouble {
    Holder holder = keys.look(deadline).holder();
    if (!mayTake(holder, gone)) {
      return refuse("in etcd the right is held by " + holder.server(), holder.incarnation());
    }
    Lease lease = keys.grant(seconds(settings.lease()), deadline);
    Held taken = keys.take(holder, lease, deadline).orElse(null);
    if (taken == null) {
      revoke(lease, deadline);
      return refuse("another server was faster in etcd", 0);
    }
    held = taken;
    isInTrouble = false;
    onThread(this::raise);
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

  private Input refuse(String text, long incarnation) {
    refusal = new Refusal(text, incarnation, System.nanoTime());
    return denied();
  }

  private Input denied() {
    return new ArbiterDenied(refusal == null ? "" : refusal.text);
  }

  private void renew() {
    Held before = held;
    if (before == null) {
      return;
    }
    try {
      Kept kept = keys.keep(before.lease(), deadline());
      Holder holder = kept.pair().holder();
      if (holder.revision() != before.token() || kept.lease().seconds() == 0) {
        held = null;
        inputs.give(new ArbiterLost(howLost(before, holder)));
        return;
      }
      held = new Held(before.token(), kept.lease(), kept.pair().epoch());
      inputs.give(new RightRenewed(until(kept.lease())));
      if (isInTrouble) {
        isInTrouble = false;
        LOG.info("the lease in etcd is renewed again");
      }
      raise();
    } catch (EtcdTrouble e) {
      if (!isInTrouble) { // told once; the node tells what follows from it
        isInTrouble = true;
        LOG.warn("the lease in etcd can't be renewed: {}", e.text());
      }
    }
  }

  private static String howLost(Held before, Holder now) {
    if (now.revision() == before.token()) {
      return "its lease in etcd is gone";
    }
    return now.isNobody()
        ? "its key in etcd is gone: the lease ran out, or somebody removed it"
        : "its key in etcd was overwritten by " + now.server();
  }

  @Override
  public void release() {
    onThread(
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
    onThread(
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

  /** Gives the right up; takes a second at most, for the process may end right afterwards. */
  @Override
  public void close() {
    onThread(this::giveUp);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("etcd doesn't answer; a right that is still held ends with its lease");
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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

  private void onThread(Runnable work) {
    thread.execute(() -> carefully(work));
  }

  /** An executor of the JDK keeps mistakes for itself; and who waits would wait for ever. */
  private static void carefully(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error mistake) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, mistake);
    }
  }
}
