package org.sipha.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sipha.bench.cost.WholeCalls;

/** Work of a whole pair in memory: the SIP stack, the core and the encoding at both ends. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 15, time = 1) // a whole stack is warm later than a loop
@Measurement(iterations = 5, time = 1)
public class WholePair {
  private final WholeCalls alone = new WholeCalls(false);
  private final WholeCalls pair = new WholeCalls(true);

  /** A tick of both nodes: verdict, view, heartbeats. */
  @Benchmark
  public void tickOfAPair() {
    pair.tick();
  }

  /** A call from INVITE to the end, without a backup. */
  @Benchmark
  public void callAlone() {
    alone.call();
  }

  /** The same with a backup. */
  @Benchmark
  public void callOfAPair() {
    pair.call();
  }
}
