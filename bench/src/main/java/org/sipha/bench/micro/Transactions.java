package org.sipha.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
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
import org.sipha.sip.message.BadMessage;
import org.sipha.sip.message.DirectSipCodec;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipCodec;
import org.sipha.sip.message.SipMessage;
import org.sipha.sip.transaction.SipCounters;
import org.sipha.sip.transaction.SipTimers;
import org.sipha.sip.transaction.TransactionLayer;
import org.sipha.sip.transaction.TransactionUser;

/** Matching of a repeated request with its transaction, among many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Transactions {
  private static final SipAddress SOURCE = SipAddress.parse("udp:10.0.0.9:6001");

  /**
   * How many transactions there are: 32 s of 500 calls a second are 32,000 of those it received.
   */
  @Param({"1000", "32000"})
  public int transactions;

  private final TransactionLayer layer =
      new TransactionLayer(
          (to, message, undeliverable) -> {},
          new SipTimers(() -> 0),
          new SipCounters(),
          Integer.MAX_VALUE,
          () -> false);
  private final List<SipMessage> requests = new ArrayList<>();
  private int next;

  /** Opens the transactions. */
  @Setup
  public void open() throws BadMessage {
    // Whoever stands above doesn't answer.
    layer.serve(
        (TransactionUser)
            Proxy.newProxyInstance(
                TransactionUser.class.getClassLoader(),
                new Class<?>[] {TransactionUser.class},
                (proxy, method, arguments) ->
                    method.getReturnType() == boolean.class ? false : null));
    SipCodec codec = new DirectSipCodec();
    for (int number = 0; number < transactions; number++) {
      SipMessage request = codec.decode(request(number), SOURCE);
      requests.add(request);
      layer.received(request);
    }
  }

  private static byte[] request(int number) {
    return ("INFO sip:2002@10.0.0.50 SIP/2.0\r\n"
            + "Via: SIP/2.0/UDP 10.0.0.9:6001;branch=z9hG4bK776asdhds"
            + number
            + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:1001@10.0.0.50>;tag=1\r\n"
            + "To: <sip:2002@10.0.0.50>;tag=2\r\nCall-ID: a84b4c76e66710@10.0.0.9\r\n"
            + "CSeq: 2 INFO\r\nContent-Length: 0\r\n\r\n")
        .getBytes(UTF_8);
  }

  /** A request comes again. */
  @Benchmark
  public void match() {
    next = (next + 7_919) % transactions;
    layer.received(requests.get(next));
  }
}
