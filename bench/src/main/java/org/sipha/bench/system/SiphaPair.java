package org.sipha.bench.system;

import java.time.Duration;
import java.util.function.Function;
import org.sipha.bench.Figure;
import org.sipha.bench.Sizes;
import org.sipha.it.harness.Metrics;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.ProcessFigures;
import org.sipha.it.harness.Server;

/** A pair from the tarball on this machine, with the JVM options that it is delivered with. */
final class SiphaPair implements Subject {
  private static final Duration UP = Duration.ofSeconds(60);

  private final Telephones telephones;
  private final Pair pair;

  private SiphaPair(Telephones telephones, Pair pair) {
    this.telephones = telephones;
    this.pair = pair;
  }

  /** How it differs from the defaults. */
  static final class Options {
    private int answerSyncMillis = 100;
    private int limit = 500;
    private Function<PairSetup, Pair> creation = PairSetup::create;
    private final String javaOptions;

    Options(Sizes sizes) {
      javaOptions = sizes.javaOptions();
    }

    /** {@code ha-answer-sync-timeout}; 0 is without protection. */
    Options answerSyncTimeout(int millis) {
      answerSyncMillis = millis;
      return this;
    }

    /** {@code ha-max-calls-sync-at-once}. */
    Options limit(int calls) {
      limit = calls;
      return this;
    }

    /** How the files are written. */
    Options created(Function<PairSetup, Pair> how) {
      creation = how;
      return this;
    }
  }

  /** A server without its backup. */
  static SiphaPair alone(Options options) {
    SiphaPair made = create(options);
    return made.started(
        () -> {
          made.pair.a().start();
          made.pair.awaitRole(made.pair.a(), "primary", UP);
        });
  }

  /** Both servers, ready for a switchover. */
  static SiphaPair replicating(Options options) {
    SiphaPair made = create(options);
    return made.started(
        () -> {
          made.pair.start();
          made.pair.awaitReady(UP);
        });
  }

  private SiphaPair started(Runnable start) {
    try {
      start.run();
      return this;
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private static SiphaPair create(Options options) {
    Telephones telephones = Telephones.free();
    PairSetup setup =
        new PairSetup()
            .answerSyncTimeout(options.answerSyncMillis)
            .limit(options.limit)
            .javaOptions(options.javaOptions);
    telephones.all().forEach(each -> setup.dn(each.number(), each.port()));
    return new SiphaPair(telephones, options.creation.apply(setup));
  }

  Pair pair() {
    return pair;
  }

  /** Bytes that the primary has sent and received over the HA connection so far. */
  double haBytes() {
    Metrics metrics = Metrics.of(pair.primary());
    return metrics.value("sipha_ha_bytes_total{direction=\"sent\"}")
        + metrics.value("sipha_ha_bytes_total{direction=\"received\"}");
  }

  /** Bytes of memory that the operating system has given a server. */
  static long resident(Server server) {
    return ProcessFigures.residentBytes(server);
  }

  @Override
  public String name() {
    return Figure.SIPHA;
  }

  @Override
  public Telephones telephones() {
    return telephones;
  }

  @Override
  public int sipPort() {
    return pair.sipPort();
  }

  @Override
  public Duration primaryCpu() {
    return ProcessFigures.cpuTime(pair.primary());
  }

  @Override
  public Duration backupCpu() {
    return pair.b().isAlive() ? ProcessFigures.cpuTime(pair.backup()) : Duration.ZERO;
  }

  @Override
  public long primaryMemory() {
    return ProcessFigures.liveHeap(pair.primary());
  }

  @Override
  public long backupMemory() {
    return ProcessFigures.liveHeap(pair.backup());
  }

  @Override
  public void close() {
    pair.close();
  }
}
