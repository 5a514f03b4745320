package org.sipha.core.exploration;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.EndCause;
import org.sipha.core.exploration.Move.Kind;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.HelloAck;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.Reason;
import org.sipha.core.role.Role;

/** The tiny world itself: knows which moves are possible, makes them, and heals at the end. */
final class ExploredPair {
  static final Duration SETTLING = Duration.ofMillis(150);
  private static final int A = 0;
  private static final int B = 1;
  private static final long TICK = 50_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final long BEGINNING = 1L << 58;

  private final World world;
  private final Truth truth = new Truth(this);
  private final @Nullable ExploredProcess[] processes = new ExploredProcess[2];
  private final long[] persisted = new long[2];
  private final List<CallId> created = new ArrayList<>();
  private final @Nullable List<String> log;
  private @Nullable Wire wire;
  private @Nullable ExploredProcess lockHolder;
  private long now = BEGINNING;
  private long names = 1L << 60;
  private boolean isQuiet;

  /**
   * The world at its beginning.
   *
   * @param log where the moves and what the nodes say about them go, null if nobody reads it
   */
  ExploredPair(World world, @Nullable List<String> log) {
    this.world = world;
    this.log = log;
    start(A);
    start(B);
    world.beginning().accept(this);
  }

  // ---- moves
  // ----------------------------------------------------------------------------------------------------

  /** What can happen now. */
  List<Move> possible() {
    List<Move> moves = new ArrayList<>();
    for (ExploredProcess process : processes()) {
      if (process.isServing()) {
        callMoves(process, moves);
      }
      if (wire != null && wire.hasSomethingFor(process.index())) {
        add(moves, Move.at(Kind.DELIVER, process.index()));
      }
    }
    if (wire != null) {
      add(moves, Move.of(Kind.PASS));
      add(moves, Move.of(Kind.BREAK));
    } else {
      add(moves, Move.of(Kind.CONNECT));
      add(moves, Move.at(Kind.HALF_CONNECT, A));
      add(moves, Move.at(Kind.HALF_CONNECT, B));
    }
    if (wire != null || !isQuiet) {
      add(moves, Move.of(Kind.SILENCE));
      add(moves, Move.of(Kind.CUT));
    }
    operation(moves);
    return moves;
  }

  private void callMoves(ExploredProcess process, List<Move> moves) {
    if (created.size() < world.calls()) {
      add(moves, Move.at(Kind.CREATE, process.index()));
    }
    for (int call = world.quiet(); call < created.size(); call++) {
      if (process.node().calls().find(created.get(call)).isPresent()) {
        add(moves, new Move(Kind.CHANGE, process.index(), call));
        add(moves, new Move(Kind.PARTY_ENDS, process.index(), call));
        add(moves, new Move(Kind.TIMER_ENDS, process.index(), call));
      }
    }
  }

  private void operation(List<Move> moves) {
    for (ExploredProcess process : processes()) {
      Role role = process.view().role();
      boolean operates = world.kinds().contains(Kind.SWITCH);
      if (role == Role.PRIMARY && process.isServing()) {
        add(moves, Move.at(Kind.SWITCH, process.index()));
        add(moves, Move.at(Kind.FORCE, process.index()));
      }
      if (role != Role.PRIMARY || operates) {
        add(moves, Move.at(Kind.RESTART, process.index()));
      }
    }
  }

  private void add(List<Move> moves, Move move) {
    if (world.kinds().contains(move.kind())) {
      moves.add(move);
    }
  }

  /** Makes a move. */
  void make(Move move) {
    note("-- " + move);
    switch (move.kind()) {
      case CREATE:
        created.add(process(move.who()).setUp());
        break;
      case CHANGE:
        process(move.who()).change(record(move).orElseThrow());
        break;
      case PARTY_ENDS:
        process(move.who()).end(created.get(move.call()), EndCause.PARTY);
        break;
      case TIMER_ENDS:
        process(move.who()).end(created.get(move.call()), EndCause.SERVER);
        break;
      case DELIVER:
        deliver(move.who());
        break;
      case BREAK:
        breakSocket();
        break;
      case CUT:
        breakSocket();
        pass(2 * SECOND, false);
        break;
      case CONNECT:
        connect(-1);
        break;
      case HALF_CONNECT:
        connect(move.who());
        truth.lookAtBoth(); // for this moment the connection was there
        breakSocket();
        break;
      case PASS:
        pass(SECOND, true);
        break;
      case SILENCE:
        pass(SECOND, false);
        break;
      case RESTART:
        restart(move.who());
        break;
      case SWITCH:
        command(move.who(), Input.Command.Kind.SWITCHOVER, false);
        break;
      case FORCE:
        command(move.who(), Input.Command.Kind.SWITCHOVER, true);
        break;
    }
    // Nothing of the third second of a silence differs from the second.
    isQuiet = wire == null && (move.kind() == Kind.CUT || (move.kind() == Kind.SILENCE && isQuiet));
    deliverWhatIsIdle();
    truth.lookAtBoth();
  }

  private Optional<CallRecord> record(Move move) {
    return process(move.who()).node().calls().find(created.get(move.call()));
  }

  void command(int who, Input.Command.Kind kind, boolean force) {
    process(who).handle(new Input.Command(newName(), kind, force));
  }

  private void start(int who) {
    processes[who] = new ExploredProcess(this, who, newName(), persisted[who]);
  }

  private void restart(int who) {
    ExploredProcess dying = process(who);
    truth.dies(dying);
    processes[who] = null;
    unlock(dying);
    breakSocket(1 - who);
    start(who);
  }

  // ---- time
  // -----------------------------------------------------------------------------------------------------

  /** A moment in which everything is delivered, long enough for both to say 1. */
  void settle() {
    pass(4 * TICK, true);
  }

  private void pass(long nanos, boolean delivering) {
    for (long end = now + nanos; now < end; ) {
      now += TICK;
      for (ExploredProcess process : processes()) {
        process.handle(new Input.Tick());
      }
      if (delivering) {
        deliverAll();
      }
      truth.lookAtBoth();
    }
  }

  /**
   * All faults end: the connection is there, everything is delivered, time passes, until all is
   * well; then what must be is checked.
   */
  void heal() {
    note("-- heals");
    for (long end = now + 30 * SECOND; now < end && !(isConnected() && truth.isWell()); ) {
      if (wire == null) {
        connect(-1);
      }
      deliverAll();
      pass(TICK, true);
    }
    pass(3 * TICK, true);
    truth.atTheEnd();
  }

  // ---- the wire
  // -------------------------------------------------------------------------------------------------

  private void connect(int onlyAgreed) {
    Wire fresh = new Wire(newName(), newName());
    wire = fresh;
    process(A).handle(new Input.SocketOpened(fresh.socket(A), true));
    process(B).handle(new Input.SocketOpened(fresh.socket(B), false));
    for (boolean goesOn = true; goesOn; ) {
      goesOn = false;
      for (int who = B; who >= A; who--) {
        boolean ends = onlyAgreed == 1 - who && isAck(fresh, who);
        if (fresh.isHandshakeFor(who) && !ends) {
          deliver(who);
          goesOn = true;
        }
      }
    }
  }

  private static boolean isAck(Wire wire, int who) {
    Wire.Parcel next = wire.next(who);
    return next != null && next.frame() instanceof HelloAck;
  }

  private void deliver(int who) {
    Wire from = requireNonNull(wire);
    Frame frame = from.take(who).frame();
    if (frame == null) {
      wire = null;
      process(who).handle(new Input.SocketClosed(from.socket(who), "closed by the peer"));
    } else {
      process(who).handle(new Input.FrameReceived(from.socket(who), frame));
    }
  }

  private void deliverWhatIsIdle() {
    for (boolean goesOn = true; goesOn; ) {
      goesOn = false;
      for (int who = A; who <= B; who++) {
        while (wire != null && wire.isIdleFor(who)) {
          deliver(who);
          goesOn = true;
        }
      }
    }
  }

  private void deliverAll() {
    for (boolean goesOn = true; goesOn; ) {
      goesOn = false;
      for (int who = A; who <= B; who++) {
        while (wire != null && wire.hasSomethingFor(who)) {
          deliver(who);
          goesOn = true;
        }
      }
    }
  }

  private void breakSocket() {
    breakSocket(A, B);
  }

  private void breakSocket(int... told) {
    Wire broken = wire;
    wire = null;
    for (int who : told) {
      if (broken != null && broken.isOpen(who)) {
        process(who).handle(new Input.SocketClosed(broken.socket(who), "reset"));
      }
    }
  }

  void send(ExploredProcess from, long socket, Frame frame) {
    if (wire != null && wire.socket(from.index()) == socket) {
      wire.send(from.index(), frame);
    }
  }

  void close(ExploredProcess from, long socket) {
    if (wire != null && wire.socket(from.index()) == socket) {
      wire.close(from.index());
      if (!wire.isOpen(A) && !wire.isOpen(B)) {
        wire = null;
      }
    }
  }

  /** Whether both ends of a socket are open. */
  boolean isConnected() {
    return wire != null && wire.isWhole();
  }

  // ---- what is around the nodes
  // ---------------------------------------------------------------------------------

  long now() {
    return now;
  }

  Truth truth() {
    return truth;
  }

  ArbiterType arbiter() {
    return world.arbiter();
  }

  List<ExploredProcess> processes() {
    List<ExploredProcess> both = new ArrayList<>(2);
    for (ExploredProcess process : processes) {
      if (process != null) {
        both.add(process);
      }
    }
    return both;
  }

  ExploredProcess process(int who) {
    return requireNonNull(processes[who]);
  }

  boolean isAlive(ExploredProcess process) {
    return processes[process.index()] == process;
  }

  /** A huge number that was never used before, to name something. */
  long newName() {
    return ++names;
  }

  boolean tryLock(ExploredProcess process) {
    if (lockHolder == null) {
      lockHolder = process;
    }
    return lockHolder == process;
  }

  void unlock(ExploredProcess process) {
    if (lockHolder == process) {
      lockHolder = null;
    }
  }

  long highestEpochInLock() {
    return arbiter() == ArbiterType.FILE ? Math.max(persisted[A], persisted[B]) : 0;
  }

  void persisted(int who, long epoch) {
    persisted[who] = Math.max(persisted[who], epoch);
  }

  void said(ExploredProcess process, List<Reason> reasons) {
    for (Reason reason : log == null ? List.<Reason>of() : reasons) {
      note((process.index() == A ? "A " : "B ") + reason.level() + " " + reason.text());
    }
  }

  private void note(String text) {
    if (log != null) {
      log.add(String.format("%7.3f %s", (now - BEGINNING) / 1e9, text));
    }
  }
}
