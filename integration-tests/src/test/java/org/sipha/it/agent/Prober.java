package org.sipha.it.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the service with OPTIONS fifty times a second and remembers when answers came, to tell for
 * how long nobody did. Each question is new, so that no retransmission timer hides the moment.
 */
public final class Prober implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(20);

  private final UdpPort port;
  private final Wording wording;
  private final Thread asker;
  private final NavigableSet<Long> answersNanos = new ConcurrentSkipListSet<>();
  private final NavigableMap<Long, Question> questions = new ConcurrentSkipListMap<>();
  private volatile boolean closed;

  /**
   * Begins to ask.
   *
   * @param number its DN
   * @param localPort the port of the DN's contact
   * @param remotePort where SIP is served on loopback
   */
  public Prober(String number, int localPort, int remotePort) {
    this(number, localPort, Line.loopback(remotePort));
  }

  /**
   * Begins to ask.
   *
   * @param number its DN
   * @param localPort the port of the DN's contact
   */
  public Prober(String number, int localPort, Line line) {
    port = new UdpPort(localPort, line, this::received);
    wording = new Wording(number, localPort, line);
    port.start();
    asker = new Thread(this::ask, "prober");
    asker.setDaemon(true);
    asker.start();
  }

  /** When a question was answered, 0 before. */
  private static final class Question {
    volatile long answeredNanos;
  }

  private void ask() {
    String uri = wording.serviceUri();
    for (long serial = 1; !closed; serial++) {
      long nowNanos = System.nanoTime();
      String id = "probe-" + serial + "-" + nowNanos;
      questions.put(nowNanos, new Question());
      Dialog none = new Dialog("probe", id, wording.ownUri(), "p", uri, uri);
      port.send(wording.request(none, "OPTIONS", 1, "z9hG4bK" + id, ""));
      LockSupport.parkNanos(EVERY.toNanos());
    }
  }

  private void received(SipMessage message) {
    if (message.isResponse()) {
      long nowNanos = System.nanoTime();
      answersNanos.add(nowNanos);
      String id = message.callId();
      Question question = questions.get(Long.parseLong(id.substring(id.lastIndexOf('-') + 1)));
      if (question != null) {
        question.answeredNanos = nowNanos;
      }
    }
  }

  /** How many answers came between two moments. */
  public int answersBetween(long fromNanos, long toNanos) {
    return answersNanos.subSet(fromNanos, toNanos).size();
  }

  /** How long the answers to what was asked between two moments have taken. */
  public Latencies latenciesBetween(long fromNanos, long toNanos) {
    List<Long> latencies = new ArrayList<>();
    int unanswered = 0;
    for (Map.Entry<Long, Question> asked : questions.subMap(fromNanos, toNanos).entrySet()) {
      long answered = asked.getValue().answeredNanos;
      if (answered == 0) {
        unanswered++;
      } else {
        latencies.add(answered - asked.getKey());
      }
    }
    return new Latencies(latencies, unanswered);
  }

  /** The longest time without an answer between two moments. */
  public Duration longestSilenceBetween(long fromNanos, long toNanos) {
    long longest = 0;
    long last = fromNanos;
    for (long answer : answersNanos.subSet(fromNanos, toNanos)) {
      longest = Math.max(longest, answer - last);
      last = answer;
    }
    return Duration.ofNanos(Math.max(longest, toNanos - last));
  }

  /**
   * Waits for the first answer that comes after a moment.
   *
   * @return when it came
   */
  public long firstAnswerAfter(long momentNanos, Duration limit) {
    Long first = answersNanos.higher(momentNanos);
    while (first == null) {
      if (System.nanoTime() - momentNanos > limit.toNanos()) {
        throw new AssertionError("no SIP answer within " + limit);
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      first = answersNanos.higher(momentNanos);
    }
    return first;
  }

  @Override
  public void close() {
    closed = true;
    port.close();
  }
}
