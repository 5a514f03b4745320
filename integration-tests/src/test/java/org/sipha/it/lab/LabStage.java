package org.sipha.it.lab;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.sipha.it.agent.ChanceCalls;
import org.sipha.it.agent.HeldCalls;
import org.sipha.it.agent.Prober;
import org.sipha.it.agent.UserAgent;
import org.sipha.it.harness.Directories;
import org.sipha.it.harness.FreePorts;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.Sipp;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.SippLoad.Parties;
import org.sipha.it.harness.SippLoad.Party;
import org.sipha.it.lab.Lab.End;

/**
 * A lab with a running pair in it and telephones on both sides, for one scenario after the other: a
 * pair that has been through one must be as good as new for the next.
 */
final class LabStage implements AutoCloseable {
  /** Replaces the 60 s of SPEC 2. */
  static final int SETTLING_SECONDS = 2;

  private final Lab lab;
  private final Pair pair;
  private final Map<End, Telephones> telephones = new EnumMap<>(End.class);
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Party asker;
  private boolean spoilt;

  private record Telephones(HeldCalls held, Parties parties, ChanceCalls chance) {}

  private LabStage(Lab lab, UnaryOperator<PairSetup> configure) {
    this.lab = lab;
    open.push(lab);
    Path directory = Directories.fresh("lab");
    PairSetup setup = configure.apply(new PairSetup().labSettling(SETTLING_SECONDS));
    asker = party(setup, End.A, 1009);
    for (End side : End.values()) {
      telephones.put(side, telephones(setup, side));
    }
    pair = setup.create(directory, lab.site(directory));
    open.push(pair);
  }

  /** Starts a pair in a lab, which belongs to the stage from now on. */
  static LabStage open(Lab lab) {
    return open(lab, setup -> setup);
  }

  /** Starts a pair that is configured so in a lab, which belongs to the stage from now on. */
  static LabStage open(Lab lab, UnaryOperator<PairSetup> configure) {
    Sipp.require();
    LabStage stage = new LabStage(lab, configure);
    try {
      stage.pair.start();
    } catch (RuntimeException | AssertionError e) {
      stage.close();
      throw e;
    }
    return stage;
  }

  private Telephones telephones(PairSetup setup, End side) {
    int first = side == End.A ? 1001 : 1011;
    Party caller = party(setup, side, first);
    Party callee = party(setup, side, first + 1);
    List<Party> callers = new ArrayList<>();
    List<Party> callees = new ArrayList<>();
    for (int number = first + 1_000; number < first + 1_006; number += 2) {
      callers.add(party(setup, side, number));
      callees.add(party(setup, side, number + 1));
    }
    UserAgent calling = new UserAgent(caller.number(), caller.port(), lab.line(side));
    UserAgent called = new UserAgent(callee.number(), callee.port(), lab.line(side));
    HeldCalls held = new HeldCalls(calling, called, callee.number());
    open.push(held);
    ChanceCalls chance = new ChanceCalls(calling, called, callee.number(), first);
    open.push(chance);
    return new Telephones(held, new Parties(callers, callees), chance);
  }

  private Party party(PairSetup setup, End side, int number) {
    Party party = new Party(String.valueOf(number), FreePorts.next());
    setup.dn(party.number(), lab.line(side).client(), party.port());
    return party;
  }

  Lab lab() {
    return lab;
  }

  Pair pair() {
    return pair;
  }

  /** Calls between two telephones on a side. */
  HeldCalls held(End side) {
    return telephones.get(side).held();
  }

  /** Calls between the same two telephones that come and go by chance. */
  ChanceCalls chanceCalls(End side) {
    return telephones.get(side).chance();
  }

  /** Begins a SIPp load on a side. */
  SippLoad load(End side, int callsPerSecond) {
    return SippLoad.start(telephones.get(side).parties(), lab.line(side), callsPerSecond);
  }

  /** Somebody on the first side who asks with OPTIONS all the time. */
  Prober prober() {
    Prober prober = new Prober(asker.number(), asker.port(), lab.line(End.A));
    open.push(prober);
    return prober;
  }

  Server server(End end) {
    return end == End.A ? pair.a() : pair.b();
  }

  End endOf(Server server) {
    return server == pair.a() ? End.A : End.B;
  }

  /** Whether a scenario has failed here: the next one needs another stage. */
  boolean isSpoilt() {
    return spoilt;
  }

  void spoil() {
    spoilt = true;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
