package org.sipha.sip;

import java.util.function.LongSupplier;
import org.sipha.sip.b2bua.BackToBackUserAgent;
import org.sipha.sip.b2bua.CallIds;
import org.sipha.sip.b2bua.CallStore;
import org.sipha.sip.b2bua.CallTimerSettings;
import org.sipha.sip.b2bua.LocalEnd;
import org.sipha.sip.message.BadMessage;
import org.sipha.sip.message.DirectSipCodec;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipCodec;
import org.sipha.sip.registrar.RegistrarSettings;
import org.sipha.sip.route.Routing;
import org.sipha.sip.trace.LoggedTransport;
import org.sipha.sip.trace.MessageLog;
import org.sipha.sip.transaction.SipCounters;
import org.sipha.sip.transaction.SipTimers;
import org.sipha.sip.transaction.TransactionLayer;
import org.sipha.sip.transport.SipTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Codec, transactions and agent, put together for the time between opening and closing. Without
 * threads and sockets, so that tests and the warm-up run it as it is. One thread at a time.
 */
final class SipEngine {
  private static final Logger LOG = LoggerFactory.getLogger(SipEngine.class);

  private final SipTransport transport;
  private final MessageLog messages;
  private final SipCounters counters;
  private final SipCodec codec = new DirectSipCodec();
  private final Overload overload;
  private final SipTimers timers;
  private final TransactionLayer layer;
  private final BackToBackUserAgent agent;

  SipEngine(
      SipAddress local,
      int tlsPort,
      int maxTransactions,
      SipTransport transport,
      SipClock clock,
      SipCounters counters,
      CallStore store,
      CallIds ids,
      CallTimerSettings callTimers,
      RegistrarSettings registrarSettings,
      LongSupplier gateNumbers,
      Routing routing,
      MessageLog messages) {
    this.messages = messages;
    this.transport = new LoggedTransport(transport, messages);
    this.counters = counters;
    overload = new Overload(clock::nanos);
    timers = new SipTimers(clock::nanos);
    layer =
        new TransactionLayer(
            this.transport, timers, counters, maxTransactions, overload::isOverloaded);
    agent =
        new BackToBackUserAgent(
            layer,
            timers,
            codec,
            store,
            ids,
            new LocalEnd(local, tlsPort, transport, routing.bindings()),
            routing,
            counters,
            callTimers,
            registrarSettings,
            gateNumbers,
            clock::epochMillis);
  }

  /** The message that is handled next has waited that long for its turn. */
  void waited(long nanos) {
    overload.waited(nanos);
    counters.queueing.add(nanos);
  }

  /** Whether new calls are refused because messages wait too long. */
  boolean isOverloaded() {
    return overload.isOverloaded();
  }

  /** Handles a message. Never throws: whatever is in it harms nobody but its sender. */
  void received(byte[] message, SipAddress source) {
    if (isKeepAlive(message)) {
      return;
    }
    messages.received(message, source);
    try {
      layer.received(codec.decode(message, source));
    } catch (BadMessage e) {
      counters.parseErrors.increment();
      LOG.debug("<- {} {} bytes refused: {}", source, message.length, e.getMessage());
      byte[] answer = e.answer();
      if (answer != null) {
        transport.send(source, answer, () -> {});
      }
    } catch (RuntimeException e) {
      counters.dropped.increment();
      LOG.error("a message from {} could not be handled", source, e);
    }
  }

  /**
   * RFC 5626 3.5.1 and what telephones send to keep a way through NAT open: empty lines or zeros.
   */
  private static boolean isKeepAlive(byte[] message) {
    if (message.length > 4) {
      return false;
    }
    for (byte b : message) {
      if (b != '\r' && b != '\n' && b != 0) {
        return false;
      }
    }
    return true;
  }

  SipTimers timers() {
    return timers;
  }

  BackToBackUserAgent agent() {
    return agent;
  }

  int transactions() {
    return layer.size();
  }
}
