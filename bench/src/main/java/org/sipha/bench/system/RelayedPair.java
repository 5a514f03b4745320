package org.sipha.bench.system;

import java.time.Duration;
import org.sipha.bench.Figure;
import org.sipha.bench.Results;
import org.sipha.bench.Sizes;
import org.sipha.it.harness.Directories;
import org.sipha.it.harness.FreePorts;
import org.sipha.it.harness.NodeStatus;
import org.sipha.it.harness.Site;
import org.sipha.it.lab.Relay;

/** A pair whose HA connection goes through a relay, which can cut it. */
final class RelayedPair implements AutoCloseable {
  private static final Duration SHORT = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Relay relay;
  private final SiphaPair subject;

  private RelayedPair(Relay relay, SiphaPair subject) {
    this.relay = relay;
    this.subject = subject;
  }

  /** One that is ready for a switchover. */
  static RelayedPair started(Sizes sizes, int limit) {
    // In this order, so that by the rule of the lower address both ends agree on who dials.
    int first = FreePorts.block(4);
    Relay relay = new Relay(first + 1, first + 3, first + 2, first);
    try {
      return new RelayedPair(
          relay,
          SiphaPair.replicating(
              new SiphaPair.Options(sizes)
                  .limit(limit)
                  .created(setup -> setup.create(Directories.fresh("pair"), site(first)))));
    } catch (RuntimeException | AssertionError e) {
      relay.close();
      throw e;
    }
  }

  private static Site site(int first) {
    return new Site(
        "127.0.0.1",
        FreePorts.next(),
        "type = file\nlock-file = pair.lock",
        Site.loopback(Site.plainConnection(first, first + 1)),
        Site.loopback(Site.plainConnection(first + 3, first + 2)));
  }

  SiphaPair subject() {
    return subject;
  }

  /** Cuts the HA connection, or lets it be. */
  void cut(boolean now) {
    relay.toA().shut(now);
    relay.toB().shut(now);
  }

  /** What a new session costs between two that hold the same. */
  void newSession(int held, Results results) {
    double quietBefore = subject.haBytes();
    Pause.of(SHORT);
    double quietPerNano = (subject.haBytes() - quietBefore) / SHORT.toNanos();
    cut(true);
    Pause.of(SHORT);
    double before = subject.haBytes();
    long from = System.nanoTime();
    cut(false);
    awaitLevel();
    long took = System.nanoTime() - from;
    // The heartbeats would be there without it.
    double bytes = subject.haBytes() - before - quietPerNano * took;
    String name = "new session with %,d equal calls".formatted(held);
    results.add(new Figure(name + ", HA connection", Figure.SIPHA, bytes, "bytes"));
    results.add(new Figure(name + ", until level", Figure.SIPHA, took / 1e6, "ms"));
  }

  /** Waits until the backup has all that the primary has. */
  void awaitLevel() {
    subject
        .pair()
        .await(
            PATIENCE,
            "the two are level",
            () -> {
              NodeStatus status = subject.pair().primary().http().status();
              return status.isConnected() && status.synchronization().equals("done");
            });
  }

  @Override
  public void close() {
    subject.close();
    relay.close();
  }
}
