package org.sipha.core.link;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.sipha.core.call.CallId;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.PeerMessage.CarryOver;
import org.sipha.core.link.PeerMessage.NothingToCarry;

/**
 * One session of the HA connection: numbered messages in both directions, confirmed after they were
 * applied, kept until then so that a new socket can go on where the old one ended (SPEC 2,
 * "established").
 *
 * <p>The window is bounded in frames and bytes. What is refused when it is full isn't queued here:
 * the sender of calls marks them dirty and sends the latest state when there is room (SPEC 3.6).
 */
public final class Session {
  /** Ordinary messages outstanding at most. */
  static final int WINDOW_FRAMES = 4_096;

  /** Bytes outstanding at most, by estimate. */
  static final int WINDOW_BYTES = 4 << 20;

  /** Control messages may go this much past the window: there are never more than a few of them. */
  private static final int RESERVE_FRAMES = 64;

  private final long id;
  private final int protocol;
  private final Hello peer;
  private final long establishedNanos;
  private Deque<Outstanding> outstanding = new ArrayDeque<>();
  private long nextNumber = 1;
  private long confirmed;
  private long received;
  private long outstandingBytes;
  private int outstandingSyncCalls;

  /**
   * A message that was sent and isn't confirmed yet.
   *
   * @param sentNanos when it was sent
   * @param sinceNanos when it was to be sent: before that if there was no room
   * @param weight its bytes, by estimate
   */
  public record Outstanding(Data frame, long sentNanos, long sinceNanos, int weight) {
    /** The message itself. */
    public PeerMessage message() {
      return frame.message();
    }

    private boolean isCarryOverOf(CallId id) {
      return message() instanceof CarryOver carried && carried.call().id().equals(id);
    }

    private Outstanding saying(PeerMessage other) {
      Data same = new Data(frame.session(), frame.number(), frame.epoch(), other);
      return new Outstanding(same, sentNanos, sinceNanos, weight);
    }
  }

  Session(long id, int protocol, Hello peer, long nowNanos) {
    this.id = id;
    this.protocol = protocol;
    this.peer = peer;
    this.establishedNanos = nowNanos;
  }

  /** Names the session on both nodes; not 0. */
  public long id() {
    return id;
  }

  /** The version of the protocol that is spoken in it. */
  public int protocol() {
    return protocol;
  }

  /** Whether heartbeats carry the sender's wall clock in it. */
  public boolean tellsWallClock() {
    return protocol >= Protocol.WALL_CLOCK;
  }

  /** Whether heartbeats ask for a promise and give it in it. */
  boolean tellsPromises() {
    return protocol >= Protocol.PROMISES;
  }

  /** Who is at the other end. */
  public Hello peer() {
    return peer;
  }

  /** When it was established. A replaced socket doesn't change it. */
  public long establishedNanos() {
    return establishedNanos;
  }

  /** Number of the last message that was applied here. */
  long received() {
    return received;
  }

  /** What was sent and isn't confirmed, oldest first. */
  public Iterable<Outstanding> outstanding() {
    return outstanding;
  }

  /** How many messages aren't confirmed. */
  public int outstandingCount() {
    return outstanding.size();
  }

  /**
   * The call has ended and can't be carried over any more: what has to be sent again on another
   * socket says so. If the peer has applied it already it ignores the repetition.
   */
  public void retractCarryOver(CallId id) {
    if (outstanding.stream().noneMatch(sent -> sent.isCarryOverOf(id))) {
      return;
    }
    Deque<Outstanding> kept = new ArrayDeque<>();
    for (Outstanding sent : outstanding) {
      kept.addLast(sent.isCarryOverOf(id) ? sent.saying(new NothingToCarry(id)) : sent);
    }
    outstanding = kept;
  }

  /** Whether another ordinary message of that weight finds room. */
  boolean hasRoom(int weight) {
    return outstanding.size() < WINDOW_FRAMES && outstandingBytes + weight <= WINDOW_BYTES;
  }

  /** Whether synchronization finds room: it uses at most half of the window (DESIGN, priority). */
  boolean hasSyncRoom(int weight) {
    return outstandingSyncCalls < WINDOW_FRAMES / 2
        && outstandingBytes + weight <= WINDOW_BYTES / 2;
  }

  boolean hasReserve() {
    return outstanding.size() < WINDOW_FRAMES + RESERVE_FRAMES;
  }

  /** Takes a message into the window and gives it its number. */
  Data enclose(PeerMessage message, int weight, long epoch, long nowNanos, long sinceNanos) {
    Data frame = new Data(id, nextNumber++, epoch, message);
    outstanding.addLast(new Outstanding(frame, nowNanos, sinceNanos, weight));
    outstandingBytes += weight;
    if (message instanceof PeerMessage.SyncCall) {
      outstandingSyncCalls++;
    }
    return frame;
  }

  /** Whether the peer can have applied that many. */
  boolean isPlausible(long upTo) {
    return upTo < nextNumber;
  }

  /** The peer has applied everything up to that number. Returns whether that is news. */
  boolean confirm(long upTo, Consumer<Outstanding> onConfirmed) {
    boolean news = upTo > confirmed;
    while (!outstanding.isEmpty() && outstanding.getFirst().frame().number() <= upTo) {
      Outstanding done = outstanding.removeFirst();
      outstandingBytes -= done.weight();
      if (done.message() instanceof PeerMessage.SyncCall) {
        outstandingSyncCalls--;
      }
      onConfirmed.accept(done);
    }
    confirmed = Math.max(confirmed, upTo);
    return news;
  }

  /** How a numbered message relates to those applied before. */
  enum Arrival {
    /** The next one: apply it. */
    NEXT,
    /** Applied already. */
    DUPLICATE,
    /** Something before it is missing. */
    GAP
  }

  /** Judges the number of a message; {@link Arrival#NEXT} counts it as applied. */
  Arrival arrive(long number) {
    if (number <= received) {
      return Arrival.DUPLICATE;
    }
    if (number > received + 1) {
      return Arrival.GAP;
    }
    received = number;
    return Arrival.NEXT;
  }
}
