package org.sipha.it;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sipha.it.agent.ChanceCalls;
import org.sipha.it.agent.HeldCalls;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.agent.Prober;
import org.sipha.it.agent.UserAgent;
import org.sipha.it.harness.FreePorts;
import org.sipha.it.harness.NodeHttp.Answer;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.Sipp;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.SippLoad.Parties;
import org.sipha.it.harness.SippLoad.Party;
import org.sipha.it.harness.Timeline;

/**
 * What a story plays on: a pair, held calls between its DNs and through its multisite trunk, and
 * ports for SIPp. Closing it ends everything, in the reverse order of its appearance.
 */
final class Stage implements AutoCloseable {
  /** Calls set up or ended a second by the user agents of our own. */
  static final int BRISK = 200;

  private final Deque<AutoCloseable> cast = new ArrayDeque<>();
  private final Pair pair;
  private final UserAgent caller;
  private final UserAgent callee;
  private final HeldCalls held;
  private final HeldCalls multisite;
  private final Parties parties;
  private final Parties longParties;
  private final Party multisiteCaller = new Party("2007", FreePorts.next());
  private final Party multisiteCallee = new Party("8555", FreePorts.next());
  private final int proberPort = FreePorts.next();

  private Stage(UnaryOperator<PairSetup> configure) {
    int callerPort = FreePorts.next();
    int calleePort = FreePorts.next();
    int multisiteDn = FreePorts.next();
    int west = FreePorts.next();
    PairSetup setup =
        new PairSetup()
            .dn("1001", callerPort)
            .dn("1002", calleePort)
            .dn("1003", multisiteDn)
            .dn("1009", proberPort)
            .dn(multisiteCaller.number(), multisiteCaller.port())
            .trunk("west", "9", west, true)
            .trunk("east", "8", multisiteCallee.port(), true);
    parties = new Parties(parties(setup, 2001, 2003, 2005), parties(setup, 2002, 2004, 2006));
    longParties = new Parties(parties(setup, 2011, 2013, 2015), parties(setup, 2012, 2014, 2016));
    pair = join(configure.apply(setup).create());
    int sip = pair.sipPort();
    caller = new UserAgent("1001", callerPort, sip);
    callee = new UserAgent("1002", calleePort, sip);
    held = join(new HeldCalls(caller, callee, "1002"));
    multisite =
        join(
            new HeldCalls(
                new UserAgent("1003", multisiteDn, sip),
                new UserAgent("91234", west, sip),
                "91234"));
  }

  private static List<Party> parties(PairSetup setup, int... numbers) {
    List<Party> parties = new ArrayList<>();
    for (int number : numbers) {
      Party party = new Party(String.valueOf(number), FreePorts.next());
      setup.dn(party.number(), party.port());
      parties.add(party);
    }
    return parties;
  }

  /** Sets the stage; the servers aren't started. Skips the test where SIPp isn't installed. */
  static Stage set(UnaryOperator<PairSetup> configure) {
    Sipp.require();
    return new Stage(configure);
  }

  /** Sets the stage and starts the pair. */
  static Stage withPair(UnaryOperator<PairSetup> configure) {
    Stage stage = set(configure);
    try {
      stage.pair.start();
    } catch (RuntimeException | AssertionError e) {
      stage.close();
      throw e;
    }
    return stage;
  }

  /** Whatever is given here is closed with the stage. */
  <T extends AutoCloseable> T join(T actor) {
    cast.push(actor);
    return actor;
  }

  Pair pair() {
    return pair;
  }

  /** Calls between two DNs. */
  HeldCalls held() {
    return held;
  }

  /** Calls from a DN through the multisite trunk. */
  HeldCalls multisite() {
    return multisite;
  }

  /** Calls between the same two DNs that come and go by chance. */
  ChanceCalls chanceCalls(long seed) {
    return join(new ChanceCalls(caller, callee, "1002", seed));
  }

  /** SIPp calls between DNs. */
  SippLoad load(int callsPerSecond) {
    return join(SippLoad.start(parties, pair.sipPort(), callsPerSecond));
  }

  /** SIPp calls between DNs that last for a time. */
  SippLoad load(int callsPerSecond, Duration talk) {
    return join(SippLoad.start(parties, pair.sipPort(), callsPerSecond, talk));
  }

  /** SIPp calls between other DNs, beside those of {@link #load}. */
  SippLoad longLoad(int callsPerSecond, Duration talk) {
    return join(SippLoad.start(longParties, pair.sipPort(), callsPerSecond, talk));
  }

  /** SIPp calls through a multisite trunk. */
  SippLoad multisiteLoad(int callsPerSecond) {
    return join(SippLoad.start(multisiteCaller, multisiteCallee, pair.sipPort(), callsPerSecond));
  }

  /** Somebody who asks with OPTIONS all the time. */
  Prober prober() {
    return join(new Prober("1009", proberPort, pair.sipPort()));
  }

  /** Somebody who writes down what the servers say. */
  Timeline timeline() {
    return join(Timeline.watch(pair));
  }

  /** Ends calls, half of them from either side, which must work for each. */
  void endFromBothSides(List<HeldCall> calls) {
    int half = calls.size() / 2;
    held.end(calls.subList(0, half), Side.CALLER, BRISK);
    held.end(calls.subList(half, calls.size()), Side.CALLEE, BRISK);
  }

  /** Asks a server for a switchover, which must be done; waits until the other one is primary. */
  void switchOver(Server asked) {
    Server next = pair.backup();
    Answer answer = asked.http().post("/switchover");
    if (answer.status() != 200 || !answer.body().path("result").asText().equals("done")) {
      throw new AssertionError("POST /switchover: " + answer + "\n" + pair.describe());
    }
    pair.awaitRole(next, "primary", Duration.ofSeconds(5));
    pair.awaitWhole(Duration.ofSeconds(10));
  }

  @Override
  public void close() {
    while (!cast.isEmpty()) {
      AutoCloseable actor = cast.pop();
      try {
        actor.close();
      } catch (Exception e) {
        throw new IllegalStateException("can't close " + actor, e);
      }
    }
  }
}
