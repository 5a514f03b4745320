package org.sipha.bench.micro;

import io.vertx.core.buffer.Buffer;
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
import org.sipha.core.call.Call;
import org.sipha.core.link.Frame;
import org.sipha.core.link.PeerMessage;
import org.sipha.transport.FramesInMemory;
import org.sipha.transport.ProtobufCallCodec;
import org.sipha.transport.SampleCalls;

/** Encoding of what goes over the HA connection. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Frames {
  private final ProtobufCallCodec calls = new ProtobufCallCodec();
  private final FramesInMemory frames = new FramesInMemory(calls);
  private final Frame change =
      new Frame.Data(42, 17, 7, new PeerMessage.CallChange(SampleCalls.record(1)));
  private final byte[] encoded = FramesInMemory.withoutLength(frames.encode(change));
  private final byte[] body = calls.encode(SampleCalls.call(1));

  /** A changed call on the primary. */
  @Benchmark
  public Buffer encodeChange() {
    return frames.encode(change);
  }

  /** The same on the backup, which leaves the call as it came. */
  @Benchmark
  public Frame decodeChange() {
    return frames.decode(encoded);
  }

  /** What a promoted backup does when a call's next message comes. */
  @Benchmark
  public Call decodeCall() {
    return calls.decode(body);
  }
}
