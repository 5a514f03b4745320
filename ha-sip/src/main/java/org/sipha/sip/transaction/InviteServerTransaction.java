package org.sipha.sip.transaction;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipAddress;

/**
 * RFC 3261 17.2.1 with RFC 6026. Over a reliable transport there is no timer G, and timer I is 0.
 *
 * <pre>
 * PROCEEDING --2xx--> ACCEPTED  --timer L--> gone   (the user sends the 2xx again until its ACK)
 *            --3xx+-> COMPLETED --ACK--> CONFIRMED --timer I--> gone
 *                               --timer H--> gone
 * </pre>
 */
public final class InviteServerTransaction extends ServerTransaction {
  private enum State {
    PROCEEDING,
    ACCEPTED,
    COMPLETED,
    CONFIRMED
  }

  private @Nullable Head head;
  private final @Nullable String forkKey;
  private State state = State.PROCEEDING;
  private Runnable onCancel = () -> {};
  private @Nullable String localTag;
  private SipTimers.@Nullable Timer timerG;
  private SipTimers.@Nullable Timer timerH;

  /**
   * One that has just begun.
   *
   * @param forkKey see {@link #forkKey}
   */
  InviteServerTransaction(
      TransactionLayer layer, String key, @Nullable String forkKey, Head head, SipAddress source) {
    super(layer, key, head, source);
    this.forkKey = forkKey;
    this.head = head;
  }

  /** The request's headers, until they are forgotten. */
  public Head head() {
    return Objects.requireNonNull(head, "the request is forgotten");
  }

  /**
   * Frees the request if it has been answered by a 2xx, once its call is over: a busy server keeps
   * thousands of these for what may come once more.
   */
  public void forgetRequest() {
    if (state == State.ACCEPTED) {
      head = null;
    }
  }

  /**
   * Who wants to know that the request was cancelled before its final answer (RFC 3261 9.2).
   *
   * @param tag our tag, so that the answer to the CANCEL has it too
   */
  public void onCancel(String tag, Runnable action) {
    localTag = tag;
    onCancel = action;
  }

  /** Whether no final answer has been given yet. */
  public boolean isProceeding() {
    return state == State.PROCEEDING;
  }

  @Override
  public void respond(OutgoingResponse response) {
    if (state == State.PROCEEDING) {
      send(response);
      if (response.status() >= 300) {
        complete();
      } else if (response.status() >= 200) {
        accept();
      }
    }
  }

  /**
   * Sends the 2xx again: that is the user's duty, by its own timer, until the ACK (RFC 3261
   * 13.3.1.4).
   */
  public void sendSuccessAgain() {
    if (state == State.ACCEPTED) {
      sendAgain();
    }
  }

  /** The user has seen the ACK to its 2xx. */
  public void successAcknowledged() {
    forgetAnswer();
  }

  private void accept() {
    state = State.ACCEPTED;
    onCancel = () -> {};
    layer.timers().after(TimerValues.TIMEOUT, this::terminate); // Timer L
  }

  private void complete() {
    state = State.COMPLETED;
    onCancel = () -> {};
    if (!isReliable()) {
      startTimerG(TimerValues.T1);
    }
    timerH = layer.timers().after(TimerValues.TIMEOUT, this::giveUp);
  }

  private void startTimerG(long nanos) {
    timerG =
        layer
            .timers()
            .after(
                nanos,
                () -> {
                  sendAgain();
                  startTimerG(Math.min(2 * nanos, TimerValues.T2));
                });
  }

  private void giveUp() {
    stopTimers();
    terminate();
  }

  private void stopTimers() {
    if (timerG != null) {
      timerG.cancel();
      timerG = null;
    }
    if (timerH != null) {
      timerH.cancel();
      timerH = null;
    }
  }

  /**
   * An ACK with this transaction's branch came. Returns whether it was ours: one to a 2xx belongs
   * to the user.
   */
  boolean acknowledged() {
    if (state == State.COMPLETED) {
      state = State.CONFIRMED;
      stopTimers();
      forgetAnswer();
      layer.timers().after(lingerNanos(TimerValues.T4), this::terminate); // Timer I
    }
    return state != State.ACCEPTED;
  }

  /** A CANCEL for this transaction came. */
  void cancelled() {
    if (state == State.PROCEEDING) {
      onCancel.run();
    }
  }

  /** What forking leaves the same of an INVITE that begins a call; null for another one. */
  @Nullable String forkKey() {
    return forkKey;
  }

  @Nullable String localTag() {
    return localTag;
  }

  @Override
  void retransmitted() {
    if (state == State.PROCEEDING || state == State.COMPLETED) {
      sendAgain();
    }
  }
}
