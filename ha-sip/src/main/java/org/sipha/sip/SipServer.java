package org.sipha.sip;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.event.EventCode;
import org.sipha.core.event.Events;
import org.sipha.core.node.Input;
import org.sipha.core.port.DetailRecords;
import org.sipha.core.port.Inputs;
import org.sipha.core.port.SipService;
import org.sipha.core.registration.RegistrationDirectory;
import org.sipha.sip.SipStatistics.TrunkStatistics;
import org.sipha.sip.b2bua.CallIds;
import org.sipha.sip.b2bua.CallStore;
import org.sipha.sip.b2bua.LostCall;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.route.Bindings;
import org.sipha.sip.route.Destinations;
import org.sipha.sip.route.Routing;
import org.sipha.sip.route.Trunk;
import org.sipha.sip.trace.MessageLog;
import org.sipha.sip.transaction.SipCounters;
import org.sipha.sip.transport.ServiceSockets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SIP side of a node. All methods may be called from any thread and return at once; the work is
 * done by one thread at a time, as the SIP loop gives it.
 *
 * <pre>
 * closed --open--> serving --hold--> held --yield--> yielded
 *    ^                ^                |                |
 *    |                +-----resume-----+-----resume-----+
 *    +--close-- (from each)
 * </pre>
 */
public final class SipServer implements SipService {
  private static final Logger LOG = LoggerFactory.getLogger(SipServer.class);

  /** In messages: a handshake takes about that many times the processor. */
  private static final int TLS_HANDSHAKE_COST = 10;

  private final SipServerSettings settings;
  private final CallStore store;
  private final SipClock clock;
  private final SipLoop loop;
  private final SourceLimit strangers;
  private final SipCounters counters = new SipCounters();
  private final CallIds ids;
  private final MessageLog messages;
  private final AtomicLong gates = new AtomicLong();
  private final Bindings bindings = new Bindings();
  private volatile Routing routing;
  private volatile @Nullable SipEngine engine;
  private volatile Events events = (code, text) -> {};
  private boolean isHolding;
  private boolean isOverloadTold;
  private final ServiceSockets sockets;

  /** When something came to the service address last, or when that was opened. */
  private volatile long lastTrafficNanos;

  /**
   * A closed server.
   *
   * @param inputs where it tells what happens
   * @param directory where it reads calls back, its own and inherited ones
   * @param registrations where it reads registrations back
   * @param codec decodes calls of the directory that are encoded
   * @param records where what remains of ended calls goes
   */
  public SipServer(
      SipServerSettings settings,
      Destinations destinations,
      Inputs inputs,
      CallDirectory directory,
      RegistrationDirectory registrations,
      CallCodec codec,
      DetailRecords records,
      SipClock clock) {
    this.settings = settings;
    this.clock = clock;
    ids = new CallIds(settings.serverId());
    strangers = new SourceLimit(settings.strangersPerSecond(), clock::nanos);
    messages = new MessageLog(clock::epochMillis);
    routing = Routing.of(destinations, bindings);
    loop = new SipLoop("sip-loop", settings.maxQueuedMessages());
    store =
        new CallStore(
            inputs,
            directory,
            codec,
            (ended, written) -> records.write(ended, ok -> loop.perform(() -> written.accept(ok))),
            registrations);
    sockets =
        new ServiceSockets(
            settings.local(),
            settings.tcp(),
            settings.tls(),
            this::receivedDatagram,
            (message, source) -> received(message, source, loop::offerMessage),
            this::accepts,
            loop::execute,
            loop::maySpeak);
    loop.start();
  }

  /**
   * Replaces the configured places; calls in progress go on. May wait for the name service if a
   * contact is a host name: not for an event loop.
   */
  public void destinations(Destinations destinations) {
    Routing newRouting = Routing.of(destinations, bindings);
    loop.execute(
        () -> {
          routing = newRouting;
          SipEngine serving = engine;
          if (serving != null) {
            serving.agent().routing(newRouting);
          }
        });
  }

  @Override
  public void open(long epoch, boolean handOver, boolean check) {
    executeAfterHold(() -> openNow(epoch, handOver, check));
  }

  private void openNow(long epoch, boolean handOver, boolean check) {
    closeNow();
    try {
      sockets.open(handOver);
      lastTrafficNanos = clock.nanos();
      ids.serveIn(epoch);
      SipEngine started = engine();
      engine = started;
      started.agent().takeOver(check);
      loop.run(started.timers());
      sockets.read();
      events.happened(EventCode.SIP_OPENED, "SIP served at " + sockets + " in epoch " + epoch);
      store.inputs().give(new Input.SipOpened(epoch));
      countTrunks(started);
    } catch (IOException e) {
      store.inputs().give(new Input.SipOpenFailed(epoch, String.valueOf(e.getMessage())));
    }
  }

  private SipEngine engine() {
    InetSocketAddress local = Objects.requireNonNull(sockets.local());
    return new SipEngine(
        new SipAddress(SipAddress.UDP, local.getAddress().getHostAddress(), local.getPort()),
        settings.tlsPort(),
        settings.maxTransactions(),
        sockets,
        clock,
        counters,
        store,
        ids,
        settings.callTimers(),
        settings.registrar(),
        () -> settings.answersWait() ? gates.incrementAndGet() : 0,
        routing,
        messages);
  }

  /**
   * Nothing that comes from parties is handled, no timer runs and nothing is sent while this says
   * no: then the process stood still, its core hangs, its right to serve is over, or it has to hear
   * first whether it was replaced. Datagrams are dropped, their senders repeat them; connections
   * aren't read.
   */
  public void speakOnlyWhile(BooleanSupplier condition) {
    loop.speakOnlyWhile(condition);
  }

  /** From now on it is told there when SIP is opened and closed, and of overload. */
  public void tell(Events to) {
    events = to;
  }

  private void tellOverload(boolean overloaded) {
    if (overloaded && !isOverloadTold) {
      events.happened(
          EventCode.OVERLOAD_BEGUN,
          "messages wait for more than "
              + TimeUnit.NANOSECONDS.toMillis(Overload.STANDING_NANOS)
              + " ms: new calls are answered 503");
    } else if (!overloaded && isOverloadTold) {
      events.happened(EventCode.OVERLOAD_ENDED, "new calls are taken again");
    }
    isOverloadTold = overloaded;
  }

  /** The log of the messages that come and go. */
  public MessageLog messages() {
    return messages;
  }

  private void countTrunks(SipEngine started) {
    if (!routing.trunks().isEmpty() && store.directory().size() > 0) {
      Thread scan = new Thread(() -> TrunkScan.run(store, loop, started.agent()), "sip-trunk-scan");
      scan.setDaemon(true);
      scan.start();
    } else {
      started.agent().countedInherited();
    }
  }

  private boolean received(byte[] message, SipAddress source, Predicate<Runnable> handler) {
    if (!loop.maySpeak()) {
      return false;
    }
    long came = clock.nanos();
    lastTrafficNanos = came;
    if (!routing.isPlaces(source) && !strangers.takes(source.host())) {
      counters.limited.increment();
      return true; // not offered again
    }
    return handler.test(
        () -> {
          SipEngine serving = engine;
          if (serving != null) {
            serving.waited(clock.nanos() - came);
            tellOverload(serving.isOverloaded());
            serving.received(message, source);
          }
        });
  }

  /** A stranger's connection costs him as much as a message, under TLS as much as ten. */
  private boolean accepts(SipAddress source) {
    int cost = source.transport().equals(SipAddress.TLS) ? TLS_HANDSHAKE_COST : 1;
    boolean accepted = routing.isPlaces(source) || strangers.takes(source.host(), cost);
    if (!accepted) {
      counters.limited.increment();
    }
    return accepted;
  }

  /** There is no way to hold up a sender of datagrams. */
  private void receivedDatagram(byte[] message, SipAddress source, boolean hasTime) {
    if (!received(message, source, hasTime ? loop::handleMessage : loop::offerMessage)) {
      counters.dropped.increment();
    }
  }

  @Override
  public void hold() {
    loop.execute(
        () -> {
          sockets.pause();
          // Behind the messages that were handed over before the pause.
          loop.execute(
              () -> {
                isHolding = true;
                SipEngine serving = engine;
                if (serving == null) {
                  held();
                } else {
                  serving.agent().whenEndsAreTold(this::held);
                }
              });
        });
  }

  private void held() {
    if (isHolding) { // else the core has thought better of it while an end waited for its record
      isHolding = false;
      loop.run(null);
      store.inputs().give(new Input.SipHeld());
    }
  }

  /**
   * Does something after a {@link #hold} before it is complete, which it is only at its second
   * step.
   */
  private void executeAfterHold(Runnable task) {
    loop.execute(
        () ->
            loop.execute(
                () -> {
                  isHolding = false;
                  task.run();
                }));
  }

  @Override
  public void resume() {
    executeAfterHold(
        () -> {
          SipEngine held = engine;
          if (held != null) {
            sockets.reclaim();
            loop.run(held.timers());
            sockets.read();
          }
        });
  }

  @Override
  public void yield() {
    executeAfterHold(
        () -> {
          if (engine != null) {
            loop.run(null);
            sockets.yield();
          }
          store.inputs().give(new Input.SipYielded());
        });
  }

  @Override
  public void close() {
    executeAfterHold(
        () -> {
          closeNow();
          store.inputs().give(new Input.SipClosed());
        });
  }

  private void closeNow() {
    if (engine != null) {
      sockets.close();
      events.happened(EventCode.SIP_CLOSED, "SIP closed at " + settings.local());
    }
    engine = null;
    tellOverload(false);
    loop.run(null);
  }

  @Override
  public void letGo(long gate, boolean isProtected) {
    loop.perform(ifServing(serving -> serving.agent().letGo(gate)));
  }

  @Override
  public void adopted(CallId id) {
    withEngine(serving -> serving.agent().adopted(id));
  }

  @Override
  public void recalled(CallId id) {
    withEngine(serving -> serving.agent().recalled(id));
  }

  @Override
  public void forgotten(CallId id) {
    withEngine(serving -> serving.agent().forgotten(id));
  }

  @Override
  public void registrationAdopted(String dn) {
    withEngine(serving -> serving.agent().registrationAdopted(dn));
  }

  @Override
  public void lost(CallRecord call) {
    loop.execute(
        () -> {
          try {
            Call last = call.body().decoded(store.codec());
            store
                .records()
                .write(
                    LostCall.detail(last, settings.serverId(), clock.epochMillis()),
                    written -> counters.unrecordedEnds.add(written ? 0 : 1));
          } catch (IllegalArgumentException e) {
            LOG.warn("call {} can't be read: {}", call.id(), e.getMessage());
          }
        });
  }

  private void withEngine(Consumer<SipEngine> action) {
    loop.execute(ifServing(action));
  }

  private Runnable ifServing(Consumer<SipEngine> action) {
    return () -> {
      SipEngine serving = engine;
      if (serving != null) {
        action.accept(serving);
      }
    };
  }

  /** Closes and ends the loop, for the end of the process; nothing is told any more. */
  public void shutDown() {
    loop.execute(
        () -> {
          closeNow();
          sockets.shutDown();
        });
    loop.stop();
  }

  /** The address that is open, null if none is; for tests that let the system choose a port. */
  public @Nullable InetSocketAddress local() {
    return sockets.local();
  }

  /** The figures of this moment; any thread, at any time. */
  public SipStatistics statistics() {
    SipEngine serving = engine;
    List<TrunkStatistics> trunks = new ArrayList<>();
    for (Trunk trunk : routing.trunks().values()) {
      int calls = serving == null ? 0 : serving.agent().callsOn(trunk.name());
      trunks.add(new TrunkStatistics(trunk.name(), calls, trunk.capacity()));
    }
    RegisteredNow registered =
        RegisteredNow.of(routing, store.registrations().all(), clock.epochMillis());
    return new SipStatistics(
        serving != null,
        serving == null ? 0 : sockets.transports(),
        serving == null ? null : secondsWithoutTraffic(),
        counters.callsCreated.sum(),
        counters.callsAbandoned.sum(),
        counters.unrecordedEnds.sum(),
        counters.expiredRegistrations.sum(),
        registered.dns(),
        registered.contacts(),
        serving == null ? 0 : serving.agent().liveCalls(),
        serving == null ? 0 : serving.transactions(),
        counters.requestsReceived.sum(),
        counters.requestsSent.sum(),
        counters.responsesReceived(),
        counters.responsesSent(),
        counters.retransmissionsReceived.sum(),
        counters.retransmissionsSent.sum(),
        counters.parseErrors.sum(),
        counters.dropped.sum(),
        counters.limited.sum(),
        counters.queueing.delays(),
        loop.waitingMessages(),
        serving == null ? 0 : serving.agent().waitingAnswers(),
        trunks);
  }

  private long secondsWithoutTraffic() {
    // Another thread may have noted a later moment than this one's.
    return Math.max(0, TimeUnit.NANOSECONDS.toSeconds(clock.nanos() - lastTrafficNanos));
  }
}
