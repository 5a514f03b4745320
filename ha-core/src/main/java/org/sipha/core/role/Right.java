package org.sipha.core.role;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Link;
import org.sipha.core.node.Effect.AskArbiter;
import org.sipha.core.node.Effect.ReleaseRight;
import org.sipha.core.node.Input.WallClockRead;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.Turn;
import org.sipha.core.port.AskReason;
import org.sipha.core.role.Phase.Idle;
import org.sipha.core.role.Phase.Promoting;

/**
 * The right to serve: the questions to the arbiter and its answers. What is wanted is decided anew
 * at each tick from what is known then ({@link Wish}), so that a grant that comes too late is given
 * back.
 */
final class Right {
  private static final long ASK_AGAIN = 50 * Nanos.MILLI;

  private final Turn turn;
  private final Wish wish;
  private final Epochs epochs;
  private final RoleMachine role;
  private final Promises promises;
  private final Lease lease;
  private boolean held;
  private boolean asking;
  private @Nullable AskReason asked;
  private long notBefore;
  private @Nullable String denied;

  /** What the clocks had shown when the open question was asked. */
  private @Nullable WallClockRead clockWhenAsked;

  Right(NodeSettings settings, Turn turn, Link link, Epochs epochs, RoleMachine role) {
    this.turn = turn;
    this.wish = new Wish(settings, turn, link, role);
    this.epochs = epochs;
    this.role = role;
    this.promises = new Promises(settings, turn, role);
    this.lease = new Lease(settings, turn, promises);
    this.notBefore = turn.now();
  }

  /** Asks once, if the right is wanted and no question is open. */
  void askIfWanted() {
    if (asking || turn.now() < notBefore) {
      return;
    }
    if (held) {
      // By promise alone: what was held at the arbiter may have come to its end there.
      if (lease.isOver() && promises.isGiven() && role.role() == Role.PRIMARY) {
        ask(AskReason.AGREED);
      }
    } else {
      wantedRight().ifPresent(this::ask);
    }
  }

  private void ask(AskReason reason) {
    asking = true;
    asked = reason;
    clockWhenAsked = lease.clock();
    turn.want(
        new AskArbiter(reason, reason == AskReason.PEER_GONE ? role.primaryIncarnation() : 0));
  }

  /** Why this node wants to serve now, and hasn't promised otherwise; empty if it doesn't. */
  private Optional<AskReason> wantedRight() {
    return wish.reason().filter(reason -> !promises.isBound() || isPromiseVoid(reason));
  }

  /** Whoever was promised something is gone, or says itself that it doesn't serve. */
  private static boolean isPromiseVoid(AskReason reason) {
    return reason == AskReason.PEER_GONE || reason == AskReason.AGREED;
  }

  /** The arbiter grants the right. */
  void granted(long highestEpoch, long untilNanos) {
    asking = false;
    denied = null;
    epochs.heard(highestEpoch);
    boolean anew = held;
    held = true;
    lease.begin(untilNanos, clockWhenAsked);
    Optional<String> jump = lease.jump(clockWhenAsked);
    if (anew) {
      jump.ifPresent(this::rightLost);
      return;
    }
    Optional<AskReason> wanted = wantedRight();
    if (wanted.isEmpty() || jump.isPresent()) {
      turn.info("the right came too late and is given back");
      turn.want(new ReleaseRight());
      return;
    }
    role.commands().promotionBegins();
    role.goingUp().promote(wanted.get());
  }

  /** The arbiter doesn't grant it now: ask again at the next tick, as long as it is wanted. */
  void denied(String text) {
    asking = false;
    notBefore = turn.now() + ASK_AGAIN;
    if (held) {
      return; // it goes on by promise, which has been told
    }
    if (denied == null) {
      turn.event(
          EventCode.RIGHT_DENIED, "the arbiter doesn't grant the right (" + asked + "): " + text);
    }
    denied = text;
    if (asked == AskReason.COMMANDED) {
      role.commands().promotionDenied(text);
    }
  }

  /** The right is gone without having been given up. */
  void rightLost(String text) {
    released();
    if (role.phase() instanceof Promoting || role.role() == Role.PRIMARY) {
      turn.event(EventCode.RIGHT_LOST, "the right to serve is lost: " + text);
      role.standDown(text, new Idle(false));
    }
  }

  void released() {
    held = false;
    lease.end();
  }

  /** It was renewed by the arbiter. */
  void renewed(long untilNanos) {
    if (held) {
      lease.renewed(untilNanos);
    }
  }

  /** What the clocks showed last; null before they were read. */
  @Nullable WallClockRead clock() {
    return lease.clock();
  }

  /** Whether the wall clock has moved too much more than the monotonic one since that reading. */
  boolean clocksMovedApartSince(@Nullable WallClockRead reading) {
    return lease.jump(reading).isPresent();
  }

  /** The clocks of this host were read. */
  void wallClockRead(WallClockRead reading) {
    lease.wallClockRead(reading).ifPresent(this::rightLost);
  }

  /** Time has passed. */
  void ticked() {
    lease.consider().ifPresent(this::rightLost);
  }

  /** Whether it is held and won't be renewed in time, it seems. */
  boolean needsPromise() {
    return lease.needsPromise();
  }

  /** Its end. */
  Lease lease() {
    return lease;
  }

  /** What one of the two promises the other meanwhile. */
  Promises promises() {
    return promises;
  }

  /** What was denied before doesn't matter any more: a primary has spoken. */
  void forgetDenial() {
    denied = null;
  }

  /** Why the right wasn't granted, as long as that is the last word. */
  Optional<String> denial() {
    return Optional.ofNullable(denied);
  }

  boolean isAsking() {
    return asking;
  }

  void askAtOnce() {
    notBefore = turn.now();
  }

  void pause(long nanos) {
    notBefore = turn.now() + nanos;
  }
}
