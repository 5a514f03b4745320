package org.sipha.sip;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.port.DetailRecords;
import org.sipha.core.port.Inputs;
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
 * The SIP side of a server between two telephones, in memory and in virtual time, on the thread of
 * whoever drives it. What the server does is told from what its telephones do.
 */
public final class SipInMemory {
  private static final SipAddress SERVER = new SipAddress(SipAddress.UDP, "127.0.0.1", 5060);

  private final WarmUpParty caller;
  private final WarmUpParty callee;
  private final CallIds ids = new CallIds(1);
  private final Executor server;
  private final SipEngine engine;

  /**
   * A server that doesn't serve yet.
   *
   * @param inputs where it tells what happens
   * @param calls where it reads calls back
   * @param nanos the time
   * @param server does what the server has to do, in order, later
   * @param telephones does what the telephones have to do, in order with the other, later
   */
  public SipInMemory(
      Inputs inputs,
      CallDirectory calls,
      CallCodec codec,
      LongSupplier nanos,
      Executor server,
      Executor telephones) {
    this.server = server;
    caller = new WarmUpParty("1001", 6001, SERVER, this::toServer);
    callee = new WarmUpParty("1002", 6002, SERVER, this::toServer);
    SipClock clock =
        new SipClock() {
          @Override
          public long nanos() {
            return nanos.getAsLong();
          }

          @Override
          public long epochMillis() {
            return nanos.getAsLong() / 1_000_000;
          }
        };
    engine =
        new SipEngine(
            SERVER,
            SipAddress.DEFAULT_TLS_PORT,
            SipServerSettings.DEFAULT_MAX_TRANSACTIONS,
            (to, message, undeliverable) ->
                telephones.execute(
                    () -> (to.equals(caller.address()) ? caller : callee).received(message)),
            clock,
            new SipCounters(),
            new CallStore(inputs, calls, codec, DetailRecords.NONE, RegistrationDirectory.NONE),
            ids,
            CallTimerSettings.OFF,
            RegistrarSettings.DEFAULT,
            new AtomicLong()::incrementAndGet,
            Routing.of(
                new Destinations(
                    List.of(new Dn("1001", caller.uri()), new Dn("1002", callee.uri())), List.of()),
                new Bindings()),
            new MessageLog(clock::epochMillis)); // stays off
  }

  private boolean toServer(byte[] message, SipAddress source) {
    server.execute(() -> engine.received(message, source));
    return true;
  }

  /** Serves from now on. */
  public void open(long epoch) {
    ids.serveIn(epoch);
    engine.agent().takeOver(false);
    engine.agent().countedInherited();
  }

  /** Lets a waiting answer go. */
  public void letGo(long gate) {
    engine.agent().letGo(gate);
  }

  /** Does what is due. */
  public void runTimers() {
    engine.timers().runDue();
  }

  /** One telephone calls the other, which answers at once. */
  public void call() {
    caller.invite(callee);
  }

  /** The caller hangs up. */
  public void hangUp() {
    caller.hangUp();
  }

  /** Whether the last call has ended at both ends. */
  public boolean hasEnded() {
    return caller.hasEnded() && callee.hasEnded();
  }
}
