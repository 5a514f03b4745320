package org.sipha.sip;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.Version;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.CallChanged;
import org.sipha.core.node.Input.CallEnded;
import org.sipha.core.port.DetailRecords;
import org.sipha.core.registration.RegistrationDirectory;
import org.sipha.sip.b2bua.CallIds;
import org.sipha.sip.b2bua.CallStore;
import org.sipha.sip.b2bua.CallTimerSettings;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.registrar.RegistrarSettings;
import org.sipha.sip.route.Bindings;
import org.sipha.sip.route.Destinations;
import org.sipha.sip.route.Dn;
import org.sipha.sip.route.Routing;
import org.sipha.sip.trace.MessageLog;
import org.sipha.sip.transaction.SipCounters;

/**
 * Calls of a server to itself, through the real parser, transactions and agent, but in memory: they
 * appear in no table, record, statistic or frame of the node. A JVM that has never handled a call
 * takes 4 to 8 ms for each, which makes telephones send again; so a starting node makes these calls
 * first.
 *
 * <p>Time is virtual, so that the timers of each call come and go as well.
 */
public final class WarmUp {
  private static final SipAddress SERVER = new SipAddress(SipAddress.UDP, "127.0.0.1", 5060);

  private final Clock clock = new Clock();
  private final CallTable table = new CallTable();
  private final List<Long> gates = new ArrayList<>();
  private final Queue<Runnable> network = new ArrayDeque<>();
  private final WarmUpParty caller;
  private final WarmUpParty callee;
  private final SipEngine engine;

  /**
   * What came of it.
   *
   * @param calls calls that were begun
   * @param completed of them, those that were set up, put on hold and hung up as they should
   */
  public record Result(int calls, int completed) {
    /** Whether every call went as it should. */
    public boolean isGood() {
      return calls > 0 && calls == completed;
    }
  }

  private static final class Clock implements SipClock {
    private long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long epochMillis() {
      return nanos / 1_000_000;
    }
  }

  private WarmUp(CallCodec codec) {
    caller = new WarmUpParty("1", 1, SERVER, this::toServer);
    callee = new WarmUpParty("2", 2, SERVER, this::toServer);
    CallIds ids = new CallIds(1);
    ids.serveIn(1);
    engine =
        new SipEngine(
            SERVER,
            SipAddress.DEFAULT_TLS_PORT,
            SipServerSettings.DEFAULT_MAX_TRANSACTIONS,
            this::fromServer,
            clock,
            new SipCounters(),
            new CallStore(this::told, table, codec, DetailRecords.NONE, RegistrationDirectory.NONE),
            ids,
            CallTimerSettings.OFF,
            RegistrarSettings.DEFAULT,
            new AtomicLong()::incrementAndGet,
            Routing.of(
                new Destinations(
                    List.of(new Dn("1", caller.uri()), new Dn("2", callee.uri())), List.of()),
                new Bindings()),
            new MessageLog(clock::epochMillis)); // stays off
    engine.agent().countedInherited();
  }

  /**
   * Makes calls until there were enough or time is up, on the thread of the caller.
   *
   * @param codec is warmed up too: each call is encoded and decoded once
   */
  public static Result run(int calls, Duration limit, CallCodec codec) {
    long end = System.nanoTime() + limit.toNanos();
    WarmUp warmUp = new WarmUp(codec);
    int begun = 0;
    int completed = 0;
    while (begun < calls && System.nanoTime() - end < 0) {
      begun++;
      if (warmUp.call(codec)) {
        completed++;
      }
    }
    return new Result(begun, completed);
  }

  private boolean call(CallCodec codec) {
    caller.invite(callee);
    settle();
    for (CallRecord kept : table.page(null, 1)) {
      codec.decode(codec.encode(kept.body().decoded(codec)));
    }
    caller.hold();
    settle();
    caller.hangUp();
    settle();
    pass(TimeUnit.SECONDS.toNanos(40));
    return caller.hasEnded() && callee.hasEnded() && table.size() == 0;
  }

  private void settle() {
    do {
      for (Runnable message = network.poll(); message != null; message = network.poll()) {
        message.run();
      }
      List<Long> open = List.copyOf(gates);
      gates.clear();
      open.forEach(engine.agent()::letGo);
    } while (!network.isEmpty() || !gates.isEmpty());
  }

  private void pass(long nanos) {
    long end = clock.nanos + nanos;
    while (clock.nanos < end) {
      clock.nanos += Math.min(engine.timers().untilNextNanos(), end - clock.nanos);
      engine.timers().runDue();
      settle();
    }
  }

  private boolean toServer(byte[] message, SipAddress source) {
    return network.add(() -> engine.received(message, source));
  }

  private void fromServer(SipAddress destination, byte[] message, Runnable undeliverable) {
    WarmUpParty party = destination.equals(caller.address()) ? caller : callee;
    network.add(() -> party.received(message));
  }

  private void told(Input input) {
    if (input instanceof CallChanged changed) {
      Call call = changed.call();
      Version version = new Version(1, 1, 1);
      table.put(CallRecord.of(call, changed.kept(), version, 0));
      awaits(changed.gate());
    } else if (input instanceof CallEnded ended) {
      table.remove(ended.id());
      awaits(ended.gate());
    }
  }

  private void awaits(long gate) {
    if (gate != 0) {
      gates.add(gate);
    }
  }
}
