package org.sipha.it.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sipha.it.agent.Line;
import org.sipha.it.harness.Sipp.Result;

/**
 * SIPp calls that come and go while a story is told: half of them hung up by the caller, a quarter
 * by the callee, and a quarter held and resumed before. Calls last a second, or those that are held
 * three times that, unless said otherwise.
 */
public final class SippLoad implements AutoCloseable {
  private static final List<String> TCP = List.of("-t", "t1");
  private static final Duration TALK = Duration.ofSeconds(1);
  private static final Duration LAST_CALLS = Duration.ofMinutes(2);

  private final List<Sipp> callees = new ArrayList<>();
  private final List<Sipp> callers = new ArrayList<>();

  private final List<String> options;
  private final Duration talk;

  private SippLoad(List<String> options, Duration talk) {
    this.options = options;
    this.talk = talk;
  }

  /** A DN or trunk of SIPp: the number by which the servers know or reach it, and its port. */
  public record Party(String number, int port) {}

  /** Who calls whom in a load of three kinds of calls. */
  public record Parties(List<Party> callers, List<Party> callees) {
    /** Checks that there are three of each, and copies. */
    public Parties {
      callers = List.copyOf(callers);
      callees = List.copyOf(callees);
      if (callers.size() != 3 || callees.size() != 3) {
        throw new IllegalArgumentException("three callers and three callees: " + callers);
      }
    }
  }

  /** Starts a load of all three kinds on loopback. */
  public static SippLoad start(Parties parties, int sipPort, int callsPerSecond) {
    return start(parties, Line.loopback(sipPort), callsPerSecond);
  }

  /** Starts a load of all three kinds on loopback, in which whoever waits waits for a time. */
  public static SippLoad start(Parties parties, int sipPort, int callsPerSecond, Duration talk) {
    return start(parties, Line.loopback(sipPort), callsPerSecond, talk, List.of());
  }

  /** Starts a load of all three kinds on loopback, each over one TCP connection. */
  public static SippLoad startOverTcp(Parties parties, int sipPort, int callsPerSecond) {
    return start(parties, Line.loopback(sipPort), callsPerSecond, TALK, TCP);
  }

  /** Starts a load of all three kinds. */
  public static SippLoad start(Parties parties, Line line, int callsPerSecond) {
    return start(parties, line, callsPerSecond, TALK, List.of());
  }

  private static SippLoad start(
      Parties parties, Line line, int callsPerSecond, Duration talk, List<String> options) {
    SippLoad load = new SippLoad(options, talk);
    int quarter = callsPerSecond / 4;
    load.add(
        SippScenario.CALLER_HANGS_UP,
        parties.callers().get(0),
        SippScenario.CALLEE_WAITS,
        parties.callees().get(0),
        line,
        callsPerSecond - 2 * quarter);
    load.add(
        SippScenario.CALLER_WAITS,
        parties.callers().get(1),
        SippScenario.CALLEE_HANGS_UP,
        parties.callees().get(1),
        line,
        quarter);
    load.add(
        SippScenario.CALLER_HOLDS,
        parties.callers().get(2),
        SippScenario.CALLEE_IS_HELD,
        parties.callees().get(2),
        line,
        quarter);
    return load;
  }

  /** Starts a load of one kind: the caller hangs up. */
  public static SippLoad start(Party caller, Party callee, int sipPort, int callsPerSecond) {
    SippLoad load = new SippLoad(List.of(), TALK);
    load.add(
        SippScenario.CALLER_HANGS_UP,
        caller,
        SippScenario.CALLEE_WAITS,
        callee,
        Line.loopback(sipPort),
        callsPerSecond);
    return load;
  }

  private void add(
      SippScenario calling,
      Party caller,
      SippScenario answering,
      Party callee,
      Line line,
      int callsPerSecond) {
    callees.add(Sipp.answer(answering, callee.number(), callee.port(), line, talk, options));
    callers.add(
        Sipp.call(
            calling,
            caller.number(),
            caller.port(),
            callee.number(),
            line,
            callsPerSecond,
            talk,
            options));
  }

  /** Waits until each kind has had so many more answered calls. */
  public void awaitMore(int calls, Duration limit) {
    List<Long> before = callers.stream().map(caller -> caller.result().answered()).toList();
    for (int i = 0; i < callers.size(); i++) {
      callers.get(i).awaitAnswered(before.get(i) + calls, limit);
    }
  }

  /** How many calls have been answered so far. */
  public long answered() {
    return callers.stream().mapToLong(caller -> caller.result().answered()).sum();
  }

  /** Call-IDs of the calls whose callers have got the answer. */
  public Set<String> answeredCalls() {
    return calls(callers, "answered");
  }

  /** Call-IDs, at their callers, of the calls that have ended properly there. */
  public Set<String> endedAtCallers() {
    return calls(callers, "ended");
  }

  /** Call-IDs, at their callees, of the calls that have ended properly there. */
  public Set<String> endedAtCallees() {
    return calls(callees, "ended");
  }

  private static Set<String> calls(List<Sipp> parties, String what) {
    return parties.stream()
        .flatMap(party -> party.calls(what).stream())
        .collect(Collectors.toSet());
  }

  /** Makes no more calls, waits until the last has ended and tells what became of all. */
  public Report stop() {
    callers.forEach(Sipp::stopCalling);
    callers.forEach(caller -> caller.awaitExit(LAST_CALLS));
    List<Kind> kinds = new ArrayList<>();
    StringBuilder errors = new StringBuilder();
    for (int i = 0; i < callers.size(); i++) {
      callees.get(i).awaitFreshResult();
      kinds.add(new Kind(callers.get(i).result(), callees.get(i).result()));
      errors.append(callers.get(i).errors()).append('\n');
      errors.append(callees.get(i).errors()).append('\n');
    }
    return new Report(kinds, errors.toString());
  }

  @Override
  public void close() {
    callers.forEach(Sipp::close);
    callees.forEach(Sipp::close);
  }

  /** What became of the calls of one kind, at both ends. */
  public record Kind(Result caller, Result callee) {
    /**
     * Answered calls whose end reached nobody: neither did the one who hung up get a 200, nor did
     * the other get the BYE.
     */
    long lost() {
      return caller.answered() - Math.max(caller.ended(), callee.ended());
    }

    /** Calls of which only one party knows a proper end. */
    long halfEnded() {
      return Math.abs(caller.ended() - callee.ended());
    }
  }

  /** What became of all calls. */
  public record Report(List<Kind> kinds, String errors) {
    /** Copies the list. */
    public Report {
      kinds = List.copyOf(kinds);
    }

    /** Calls that were begun. */
    public long created() {
      return kinds.stream().mapToLong(kind -> kind.caller().created()).sum();
    }

    /** Calls that were answered. */
    public long answered() {
      return kinds.stream().mapToLong(kind -> kind.caller().answered()).sum();
    }

    /** Answered calls that could not be ended. */
    public long lost() {
      return kinds.stream().mapToLong(Kind::lost).sum();
    }

    /** Calls of which only one party knows a proper end. */
    public long halfEnded() {
      return kinds.stream().mapToLong(Kind::halfEnded).sum();
    }

    /**
     * Calls that the caller counts as failed at any point, those that were never answered among
     * them.
     */
    public long failed() {
      return kinds.stream().mapToLong(kind -> kind.caller().failed()).sum();
    }

    /** Messages that the callers had to send again. */
    public long retransmissions() {
      return kinds.stream().mapToLong(kind -> kind.caller().retransmissions()).sum();
    }

    @Override
    public String toString() {
      return "%d SIPp calls, %d answered, %d lost, %d half ended, %d never answered, %d retransmissions"
          .formatted(
              created(),
              answered(),
              lost(),
              halfEnded(),
              created() - answered(),
              retransmissions());
    }
  }
}
