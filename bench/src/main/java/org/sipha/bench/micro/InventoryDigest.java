package org.sipha.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Version;
import org.sipha.core.sync.DigestInMemory;

/** The digests with which an inventory begins, by the number of calls. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InventoryDigest {
  /** How many calls there are. */
  @Param({"1000", "10000", "100000", "1000000"})
  public int calls;

  private final CallTable table = new CallTable();
  private long session;

  /** Fills the table; the content of the calls doesn't matter. */
  @Setup
  public void fill() {
    EncodedCall body = new EncodedCall(new byte[0]);
    for (int number = 1; number <= calls; number++) {
      table.put(
          new CallRecord(
              CallId.of(7, 1, number),
              new Version(7, 4, 1),
              42,
              false,
              CallState.CONFIRMED,
              body,
              0));
    }
  }

  /** All of them in one pass. */
  @Benchmark
  public long digest() {
    return DigestInMemory.of(table, ++session);
  }
}
