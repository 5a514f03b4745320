package org.sipha.core.simulation;

import static org.sipha.core.simulation.Troubles.Trouble.PORT_TAKEN;
import static org.sipha.core.simulation.Troubles.Trouble.SIP_HANGS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Leg;
import org.sipha.core.call.Version;
import org.sipha.core.node.Input;
import org.sipha.core.port.SipService;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.core.registration.Registration;
import org.sipha.core.simulation.SimulatedProcess.Adapter;

/** The SIP side of a simulated process: a port that is open or not, and parties with calls. */
final class SimulatedSip implements SipService {
  private static final Leg LEG = leg(1);
  private static final long CHECKED_AFTER = 2_000_000_000L;

  private final Surroundings pair;
  private final SimulatedProcess process;
  private final Map<Long, Answer> atGate = new HashMap<>();

  /** Gates of answers that went nowhere, because SIP was closed. */
  private final Set<Long> abandoned = new HashSet<>();

  /** Gates of answers to REGISTERs. */
  private final Set<Long> registering = new HashSet<>();

  private final List<Answer> answers = new ArrayList<>();
  private final List<CallId> adopted = new ArrayList<>();
  private final List<CallId> recalled = new ArrayList<>();
  private final List<String> adoptedRegistrations = new ArrayList<>();
  private final List<CallId> forgotten = new ArrayList<>();
  private final List<CallId> lost = new ArrayList<>();

  /** Calls that were ended here, although the core may not know it yet. */
  private final Set<CallId> over = new HashSet<>();

  private boolean open;
  private boolean held;
  private boolean yielded;
  private long epoch;
  private long callCounter;
  private long gates;

  SimulatedSip(Surroundings pair, SimulatedProcess process) {
    this.pair = pair;
    this.process = process;
  }

  /** Whether requests are read and answered, as long as the process runs. */
  boolean isServing() {
    return open && !held && !yielded;
  }

  /** Whether another process can't open the port. */
  boolean hasPort() {
    return open && !yielded;
  }

  // ---- parties ----

  /** An answer to a party: the 2xx of a call, or the 200 to a BYE. */
  static final class Answer {
    private final CallId call;
    private final boolean ends;
    private final long wantedNanos;
    private long wentNanos = -1;
    private boolean isProtected;

    /** The version whose confirmation it waits for, and the process that has to confirm. */
    private @Nullable Version version;

    private @Nullable SimulatedProcess backup;

    Answer(CallId call, boolean ends, long nowNanos) {
      this.call = call;
      this.ends = ends;
      this.wantedNanos = nowNanos;
    }

    CallId call() {
      return call;
    }

    boolean hasGone() {
      return wentNanos >= 0;
    }

    boolean isProtected() {
      return isProtected;
    }

    /** Whether it is the answer to a BYE. */
    boolean ends() {
      return ends;
    }

    /** The node has stored what the answer promises, and lets it wait. */
    void waitsFor(@Nullable Version stored, @Nullable SimulatedProcess by) {
      version = stored;
      backup = by;
    }

    @Nullable Version version() {
      return version;
    }

    @Nullable SimulatedProcess backup() {
      return backup;
    }

    /** How long the party waited for it, in milliseconds. */
    long waitedMillis() {
      return (wentNanos - wantedNanos) / 1_000_000L;
    }
  }

  Answer setUpCall(boolean multisite) {
    CallId id = CallId.of(epoch, process.index() + 1, callCounter++);
    pair.checker().created(id, multisite);
    Answer answer = new Answer(id, false, pair.time().now());
    process.give(new Input.CallChanged(call(id, CallState.ANSWERED, multisite), gateFor(answer)));
    return answer;
  }

  void changeCall(CallRecord record) {
    process.give(
        new Input.CallChanged(call(record.id(), CallState.CONFIRMED, record.multisite()), 0));
  }

  Answer endCall(CallId id) {
    over.add(id);
    Answer answer = new Answer(id, true, pair.time().now());
    process.give(new Input.CallEnded(id, EndCause.PARTY, gateFor(answer)));
    return answer;
  }

  /** A timer of this server ends the call. */
  void timeOutCall(CallId id) {
    over.add(id);
    process.give(new Input.CallEnded(id, EndCause.SERVER, 0));
  }

  /** A telephone of that DN registers; no two REGISTERs leave the same behind. */
  void register(String dn) {
    long gate = ++gates;
    registering.add(gate);
    RegisteredContact contact =
        new RegisteredContact("sip:t@x", "", pair.time().now(), 0, process.name(), gate);
    process.give(new Input.RegistrationChanged(new Registration(dn, List.of(contact)), gate));
  }

  private long gateFor(Answer answer) {
    long gate = ++gates;
    atGate.put(gate, answer);
    answers.add(answer);
    return gate;
  }

  /** The answer at that gate, null if none waits there. */
  @Nullable Answer waiting(long gate) {
    return atGate.get(gate);
  }

  /** How many answers wait. */
  int waiting() {
    return atGate.size() + registering.size();
  }

  /** Whether this side has ended the call: nothing comes of it any more. */
  boolean isOver(CallId id) {
    return over.contains(id);
  }

  /** All answers that this process owed, in their order. */
  List<Answer> answers() {
    return answers;
  }

  /** No two changes have the same content, whoever makes them. */
  private Call call(CallId id, CallState state, boolean multisite) {
    long stamp = pair.time().now() << 1 | process.index();
    return new Call(id, state, multisite, 0, "a", "b", leg(stamp), LEG, 0, List.of(), 0, 0);
  }

  private static Leg leg(long remoteCSeq) {
    return new Leg(
        "c",
        "l",
        "r",
        "sip:a@x",
        "sip:b@x",
        "sip:b@x",
        List.of(),
        "",
        "",
        1,
        remoteCSeq,
        null,
        null);
  }

  // ---- the port ----

  @Override
  public void open(long number, boolean handOver, boolean check) {
    process.perform(Adapter.SIP, () -> opened(number, check));
  }

  private void opened(long number, boolean check) {
    if (pair.troubles(process.index()).has(PORT_TAKEN)) {
      process.give(new Input.SipOpenFailed(number, "the port is taken"));
      return;
    }
    open = true;
    held = false;
    yielded = false;
    if (epoch != number) {
      callCounter = 0;
    }
    epoch = number;
    pair.checker().opens(process, number);
    process.give(new Input.SipOpened(number));
    if (check && process.settings().grid()) {
      // Only a grid brings back calls whose end everybody else has forgotten.
      CallDirectory calls = process.node().calls();
      calls.page(null, calls.size()).forEach(call -> checkLater(call.id()));
    }
  }

  @Override
  public void hold() {
    held = true;
    process.perform(
        Adapter.SIP,
        () -> {
          if (!pair.troubles(process.index()).has(SIP_HANGS)) {
            process.give(new Input.SipHeld());
          }
        });
  }

  @Override
  public void resume() {
    held = false;
  }

  @Override
  public void yield() {
    process.perform(
        Adapter.SIP,
        () -> {
          yielded = true;
          process.give(new Input.SipYielded());
        });
  }

  private void abandonWaiting() {
    abandoned.addAll(atGate.keySet());
    abandoned.addAll(registering);
    atGate.clear();
    registering.clear();
  }

  @Override
  public void close() {
    held = true;
    abandonWaiting();
    process.perform(
        Adapter.SIP,
        () -> {
          abandonWaiting(); // a port that was being opened may have been open in between
          open = false;
          over.clear(); // what is opened next knows what the directory knows
          process.give(new Input.SipClosed());
        });
  }

  @Override
  public void letGo(long gate, boolean isProtected) {
    if (registering.remove(gate)) {
      if (process.maySpeak()) {
        pair.checker().registrations().answered(process, gate, isProtected);
      }
      return;
    }
    Answer answer = atGate.remove(gate);
    if (answer == null && !abandoned.remove(gate)) {
      throw new AssertionError("gate " + gate + " is let go twice");
    }
    if (answer != null && process.maySpeak()) {
      answer.wentNanos = pair.time().now();
      answer.isProtected = isProtected;
      pair.checker().answered(process, answer);
    }
  }

  @Override
  public void adopted(CallId id) {
    adopted.add(id);
    over.remove(id);
    if (process.settings().grid()) {
      checkLater(id); // it may have ended where it came from the grid
    }
  }

  @Override
  public void forgotten(CallId id) {
    forgotten.add(id);
  }

  @Override
  public void recalled(CallId id) {
    if (id.isOf(epoch, process.index() + 1)) {
      callCounter = Math.max(callCounter, id.counter() + 1);
    }
    recalled.add(id);
    over.remove(id); // an end is forgotten sooner than a call may come back
    checkLater(id);
  }

  /** Calls that came from the grid while this process served. */
  List<CallId> recalled() {
    return recalled;
  }

  private void checkLater(CallId id) {
    long opened = epoch;
    process.perform(Adapter.PARTIES, CHECKED_AFTER, () -> check(id, opened));
  }

  /** The parties are asked whether they have the call: they know whether it has ended. */
  private void check(CallId id, long opened) {
    boolean served = open && epoch == opened && process.node().calls().find(id).isPresent();
    if (served && !isServing()) {
      checkLater(id); // held for a hand-over that may be given up
    } else if (served && !over.contains(id)) {
      if (pair.checker().hasEnded(id)) {
        over.add(id);
        process.give(new Input.CallEnded(id, EndCause.PARTY, 0));
      } else {
        process.give(new Input.CallVerified(id));
      }
    }
  }

  @Override
  public void registrationAdopted(String dn) {
    adoptedRegistrations.add(dn);
  }

  /** DNs whose registration came from the peer while this process served. */
  List<String> adoptedRegistrations() {
    return adoptedRegistrations;
  }

  @Override
  public void lost(CallRecord call) {
    lost.add(call.id());
  }

  /** Calls that came from the peer while this process served. */
  List<CallId> adopted() {
    return adopted;
  }

  /** Calls that were given up, to be recorded. */
  List<CallId> lost() {
    return lost;
  }

  /** Calls that ended at the peer while this process served. */
  List<CallId> forgotten() {
    return forgotten;
  }
}
