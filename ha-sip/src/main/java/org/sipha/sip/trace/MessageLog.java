package org.sipha.sip.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.sipha.core.call.CallId;
import org.sipha.sip.message.SipAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SIP message log: while it is on, each message that comes or goes is written to the log of the
 * server with the call that it belongs to, secrets masked, and the last ones are kept to be drawn
 * as a {@link Ladder}. While it is off it costs nothing. Any thread may switch it and ask it.
 */
public final class MessageLog {
  private static final Logger LOG = LoggerFactory.getLogger(MessageLog.class);

  /** The last 16 MB: some thousand messages of common size, about a minute of 25 calls a second. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private final LongSupplier epochMillis;
  private final Deque<LoggedMessage> kept = new ArrayDeque<>();
  private int keptBytes;
  private volatile boolean on;

  /**
   * A log that is off.
   *
   * @param epochMillis the time of day, milliseconds since 1970 UTC
   */
  public MessageLog(LongSupplier epochMillis) {
    this.epochMillis = epochMillis;
  }

  /** Switches it; what was kept stays. */
  public void switchTo(boolean nowOn) {
    on = nowOn;
  }

  /** Whether messages are logged. */
  public boolean isOn() {
    return on;
  }

  /** A message came. */
  public void received(byte[] message, SipAddress source) {
    if (on) {
      add(LoggedMessage.of(epochMillis.getAsLong(), true, source, message));
    }
  }

  /** A message goes. */
  public void sent(byte[] message, SipAddress destination) {
    if (on) {
      add(LoggedMessage.of(epochMillis.getAsLong(), false, destination, message));
    }
  }

  private void add(LoggedMessage message) {
    synchronized (kept) {
      kept.addLast(message);
      keptBytes += message.bytes();
      while (keptBytes > MAX_BYTES) {
        keptBytes -= kept.removeFirst().bytes();
      }
    }
    CallId call = message.call();
    LOG.info(
        "{} {} call {}\n{}",
        message.received() ? "<-" : "->",
        message.party(),
        call == null ? "not known yet" : call,
        message.text().strip().indent(4).stripTrailing());
  }

  /**
   * The signalling of a call as text, as far as its messages are still kept; empty if none is.
   *
   * <p>A message that doesn't name the call itself, as the caller's INVITE does not, is found by
   * the Call-ID that it shares with one that does.
   */
  public Optional<String> ladder(CallId call) {
    List<LoggedMessage> all;
    synchronized (kept) {
      all = new ArrayList<>(kept);
    }
    Set<String> callersLeg = new HashSet<>();
    Set<String> legs = new HashSet<>();
    for (LoggedMessage message : all) {
      if (call.equals(message.call())) {
        legs.add(message.callId());
        if (message.isCallersLeg()) {
          callersLeg.add(message.callId());
        }
      }
    }
    List<LoggedMessage> own = all.stream().filter(m -> legs.contains(m.callId())).toList();
    return own.isEmpty() ? Optional.empty() : Optional.of(Ladder.of(call, own, callersLeg));
  }
}
