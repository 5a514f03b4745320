package org.sipha.sip;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.Version;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.CallChanged;
import org.sipha.core.node.Input.CallEnded;
import org.sipha.core.port.DetailRecords;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.route.Destinations;
import org.sipha.sip.route.Dn;

/**
 * A server without a backup, to be loaded by hand: it prints its CPU time per call every 5 s until
 * it is killed.
 *
 * <pre>
 * sipp -sn uas -i 127.0.0.1 -p 6002
 * sipp -sn uac 127.0.0.1:5070 -s 1002 -i 127.0.0.1 -p 6001 -r 200 -m 6000 -d 1000
 * </pre>
 */
final class LoadMain {
  private final CallTable table = new CallTable();
  private final ExecutorService core = Executors.newSingleThreadExecutor();
  private SipServer server = server();

  private LoadMain() {}

  private SipServer server() {
    Destinations destinations =
        new Destinations(
            List.of(
                new Dn("1001", SipUri.parse("sip:1001@127.0.0.1:6001")),
                new Dn("1002", SipUri.parse("sip:1002@127.0.0.1:6002"))),
            List.of());
    return new SipServer(
        SipServerSettings.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5070), 1),
        destinations,
        input -> core.execute(() -> handle(input)),
        table,
        new FakeCore(),
        new FakeCore().codec,
        DetailRecords.NONE,
        SipClock.SYSTEM);
  }

  private void handle(Input input) {
    if (input instanceof CallChanged changed) {
      Call call = changed.call();
      Version version = new Version(1, 1, 1);
      table.put(CallRecord.of(call, changed.kept(), version, 0));
      letGo(changed.gate());
    } else if (input instanceof CallEnded ended) {
      table.remove(ended.id());
      letGo(ended.gate());
    } else {
      System.out.println(input);
    }
  }

  private void letGo(long gate) {
    if (gate != 0) {
      server.letGo(gate, true);
    }
  }

  /** Runs until it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    LoadMain main = new LoadMain();
    long warming = System.nanoTime();
    System.out.println(WarmUp.run(500, Duration.ofSeconds(3), new FakeCore().codec));
    System.out.println("warm-up took " + (System.nanoTime() - warming) / 1_000_000 + " ms");
    main.server.open(1, false, true);
    long lastCpu = cpuNanos();
    long lastCalls = 0;
    while (!Thread.interrupted()) {
      Thread.sleep(5_000);
      SipStatistics now = main.server.statistics();
      long calls = now.callsCreated() - lastCalls;
      long cpu = cpuNanos() - lastCpu;
      if (calls > 0) {
        System.out.println(cpu / calls / 1_000 + " us CPU per call, " + calls + " calls: " + now);
      }
      lastCalls = now.callsCreated();
      lastCpu = cpuNanos();
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
