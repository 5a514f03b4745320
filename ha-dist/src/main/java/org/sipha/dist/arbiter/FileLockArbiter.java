package org.sipha.dist.arbiter;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.sipha.core.node.Input.ArbiterDenied;
import org.sipha.core.node.Input.ArbiterGranted;
import org.sipha.core.node.Input.ArbiterLost;
import org.sipha.core.node.Input.ArbiterReleased;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.Inputs;
import org.sipha.core.port.OpenedArbiter;
import org.sipha.dist.OneThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The arbiter of two servers on one host: whoever holds an operating-system lock on a file may be
 * primary. The system frees the lock of a process that ends, however it ends, and keeps that of one
 * that is only frozen; so there is never a second primary, and a frozen one has to be ended before
 * it is replaced (SPEC 4).
 *
 * <p>The reason for asking doesn't matter here: the lock knows by itself whether the other process
 * is gone.
 */
public final class FileLockArbiter implements OpenedArbiter {
  private static final Logger LOG = LoggerFactory.getLogger(FileLockArbiter.class);

  /** How often the holder makes sure that the lock still is the one that others compete for. */
  static final Duration CHECK_PERIOD = Duration.ofMillis(200);

  private final LockFile file;
  private final Inputs inputs;
  private final ScheduledExecutorService thread;
  private long knownEpoch; // on the thread

  /**
   * Takes the lock file over: nobody else may use it from now on.
   *
   * @param inputs where the answers go
   */
  public FileLockArbiter(LockFile file, Inputs inputs) {
    this.file = file;
    this.inputs = inputs;
    this.thread = OneThread.named("sipha-arbiter");
    var unused =
        thread.scheduleWithFixedDelay(
            this::check, CHECK_PERIOD.toMillis(), CHECK_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void ask(AskReason reason, long gone) {
    thread.execute(
        () -> {
          String denied = lock();
          inputs.give(
              denied.isEmpty()
                  ? new ArbiterGranted(highestEpoch(), WITHOUT_END)
                  : new ArbiterDenied(denied));
        });
  }

  /** Why the lock can't be had, empty if this process holds it now. */
  private String lock() {
    try {
      return file.tryLock() ? "" : "lock held by another process: " + file.path();
    } catch (IOException e) {
      return "lock file " + file.path() + ": " + e;
    }
  }

  @Override
  public void release() {
    thread.execute(
        () -> {
          giveUp();
          inputs.give(new ArbiterReleased());
        });
  }

  /** Keeps the epoch number in the lock file too. */
  @Override
  public void remember(long epoch) {
    thread.execute(
        () -> {
          knownEpoch = Math.max(knownEpoch, epoch);
          if (file.isHeld()) {
            knownEpoch = highestEpoch();
          }
        });
  }

  /**
   * The highest number known here or in the file, which holds it afterwards. A disk that fails here
   * doesn't hold up a takeover: the number is in each server's own epoch file and in the handshake
   * as well.
   */
  private long highestEpoch() {
    try {
      long found = file.readEpoch();
      if (found >= knownEpoch) {
        return found;
      }
      file.writeEpoch(knownEpoch);
    } catch (IOException e) {
      LOG.warn("the epoch in {} can't be kept up to date: {}", file.path(), e.toString());
    }
    return knownEpoch;
  }

  private void check() {
    if (file.isHeld() && !file.isInPlace()) {
      giveUp();
      inputs.give(
          new ArbiterLost(
              "the lock file " + file.path() + " was removed or replaced by another file"));
    }
  }

  private void giveUp() {
    try {
      file.unlock();
    } catch (IOException e) {
      LOG.error("the lock on {} can't be given up: {}", file.path(), e.toString());
    }
  }

  @Override
  public void close() {
    thread.execute(
        () -> {
          try {
            file.close();
          } catch (IOException e) {
            LOG.warn("closing {}: {}", file.path(), e.toString());
          }
        });
    thread.shutdown();
  }
}
