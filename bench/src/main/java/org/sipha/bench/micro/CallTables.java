package org.sipha.bench.micro;

import java.util.Optional;
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
import org.sipha.core.call.CallTable;
import org.sipha.transport.SampleCalls;

/** The table of calls. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CallTables {
  /** How many calls there are. */
  @Param({"1000", "10000", "100000", "1000000"})
  public int calls;

  private final CallTable table = new CallTable();
  private int next;

  /** Fills the table. */
  @Setup
  public void fill() {
    for (int number = 1; number <= calls; number++) {
      table.put(SampleCalls.record(number));
    }
  }

  private CallId someId() {
    next = (next + 7_919) % calls; // a prime: it comes by all of them
    return CallId.of(7, 1, next + 1);
  }

  /** A look for a call that is there. */
  @Benchmark
  public Optional<CallRecord> find() {
    return table.find(someId());
  }

  /** A call changes. */
  @Benchmark
  public void put() {
    table.put(table.find(someId()).orElseThrow());
  }
}
