package org.sipha.sip.transaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.sipha.core.node.DelayCounter;

/** What the SIP side counts. Written by its loop, read by any thread. */
public final class SipCounters {
  private static final int CLASSES = 6;

  /** Requests received, without retransmissions. */
  public final LongAdder requestsReceived = new LongAdder();

  /** Requests sent, without retransmissions. */
  public final LongAdder requestsSent = new LongAdder();

  /** Messages received again. */
  public final LongAdder retransmissionsReceived = new LongAdder();

  /** Messages sent again. */
  public final LongAdder retransmissionsSent = new LongAdder();

  /** Messages that could not be parsed. */
  public final LongAdder parseErrors = new LongAdder();

  /** Messages dropped because a queue or a table was full, or because handling them failed. */
  public final LongAdder dropped = new LongAdder();

  /** Messages dropped because their address, which is no configured place's, sent too many. */
  public final LongAdder limited = new LongAdder();

  /** Calls set up by this process, from an INVITE that was accepted for routing. */
  public final LongAdder callsCreated = new LongAdder();

  /** Calls whose caller gave up before the answer. */
  public final LongAdder callsAbandoned = new LongAdder();

  /** Calls that ended before their call detail record was on disk. */
  public final LongAdder unrecordedEnds = new LongAdder();

  /** Contacts that expired without being registered again. */
  public final LongAdder expiredRegistrations = new LongAdder();

  /** How long messages waited for their turn. */
  public final DelayCounter queueing = new DelayCounter();

  private final LongAdder[] responsesReceived = classes();
  private final LongAdder[] responsesSent = classes();

  private static LongAdder[] classes() {
    LongAdder[] counters = new LongAdder[CLASSES];
    Arrays.setAll(counters, i -> new LongAdder());
    return counters;
  }

  void responseReceived(int status) {
    responsesReceived[status / 100 - 1].increment();
  }

  void responseSent(int status) {
    responsesSent[status / 100 - 1].increment();
  }

  /** Responses received, by class: the first is 1xx. */
  public List<Long> responsesReceived() {
    return sums(responsesReceived);
  }

  /** Responses sent, by class: the first is 1xx. */
  public List<Long> responsesSent() {
    return sums(responsesSent);
  }

  private static List<Long> sums(LongAdder[] counters) {
    List<Long> sums = new ArrayList<>(CLASSES);
    for (LongAdder counter : counters) {
      sums.add(counter.sum());
    }
    return List.copyOf(sums);
  }
}
