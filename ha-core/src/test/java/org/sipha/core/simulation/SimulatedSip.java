package org.sipha.core.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Leg;
import org.sipha.core.node.Input;
import org.sipha.core.port.SipService;

/** The SIP side of a simulated process: a port that is open or not, and parties with calls. */
final class SimulatedSip implements SipService {
  private final Surroundings pair;
  private final SimulatedProcess process;
  private final Map<Long, Answer> atGate = new HashMap<>();
  private final List<Answer> answers = new ArrayList<>();
  private final List<CallId> adopted = new ArrayList<>();
  private final List<CallId> forgotten = new ArrayList<>();
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
    pair.checker().ending(id, process);
    Answer answer = new Answer(id, true, pair.time().now());
    process.give(new Input.CallEnded(id, EndCause.PARTY, gateFor(answer)));
    return answer;
  }

  /** A timer of this server ends the call. */
  void timeOutCall(CallId id) {
    pair.checker().ending(id, process);
    process.give(new Input.CallEnded(id, EndCause.SERVER, 0));
  }

  private long gateFor(Answer answer) {
    long gate = ++gates;
    atGate.put(gate, answer);
    answers.add(answer);
    return gate;
  }

  /** All answers that this process owed, in their order. */
  List<Answer> answers() {
    return answers;
  }

  private static Call call(CallId id, CallState state, boolean multisite) {
    Leg leg =
        new Leg(
            "c", "l", "r", "sip:a@x", "sip:b@x", "sip:b@x", List.of(), "", "", 1, 1, null, null);
    return new Call(id, state, multisite, 0, "a", "b", leg, leg);
  }

  // ---- the port ----

  @Override
  public void open(long number, boolean handOver) {
    if (pair.troubles(process.index()).isPortTaken()) {
      process.give(new Input.SipOpenFailed(number, "the port is taken"));
      return;
    }
    pair.checker().opens(process);
    open = true;
    held = false;
    yielded = false;
    if (epoch != number) {
      callCounter = 0;
    }
    epoch = number;
    process.give(new Input.SipOpened(number));
  }

  @Override
  public void hold() {
    held = true;
    if (!pair.troubles(process.index()).sipHangs()) {
      process.give(new Input.SipHeld());
    }
  }

  @Override
  public void resume() {
    held = false;
  }

  @Override
  public void yield() {
    yielded = true;
    process.give(new Input.SipYielded());
  }

  @Override
  public void close() {
    open = false;
    atGate.clear();
    process.give(new Input.SipClosed());
  }

  @Override
  public void letGo(long gate, boolean isProtected) {
    Answer answer = atGate.remove(gate);
    if (answer != null) {
      answer.wentNanos = pair.time().now();
      answer.isProtected = isProtected;
      if (answer.ends && isProtected) {
        pair.checker().endConfirmed(answer.call);
      }
    }
  }

  @Override
  public void adopted(CallId id) {
    adopted.add(id);
  }

  @Override
  public void forgotten(CallId id) {
    forgotten.add(id);
  }

  /** Calls that came from the peer while this process served. */
  List<CallId> adopted() {
    return adopted;
  }

  /** Calls that ended at the peer while this process served. */
  List<CallId> forgotten() {
    return forgotten;
  }
}
