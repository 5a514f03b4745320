package org.sipha.it.agent;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests, again until they are answered where they may get lost (RFC 3261 17.1). Used on
 * its user agent's thread only.
 */
final class ClientTransactions {
  private static final long T1_MILLIS = 500;
  private static final long T2_MILLIS = 4_000;
  private static final long GIVE_UP_MILLIS = 64 * T1_MILLIS;

  private final ScheduledExecutorService loop;
  private final Consumer<String> wire;
  private final boolean repeats;
  private final Map<String, Transaction> open = new HashMap<>();

  /** Transactions; over connections they don't repeat. */
  ClientTransactions(ScheduledExecutorService loop, Consumer<String> wire, boolean repeats) {
    this.repeats = repeats;
    this.loop = loop;
    this.wire = wire;
  }

  private final class Transaction {
    final String key;
    final boolean isInvite;
    final String request;
    final Consumer<SipMessage> onFinal;
    final Runnable onSilence;
    @Nullable ScheduledFuture<?> timer;
    boolean provisional;
    long waited;
    long interval = T1_MILLIS;

    Transaction(
        String key,
        boolean isInvite,
        String request,
        Consumer<SipMessage> onFinal,
        Runnable onSilence) {
      this.key = key;
      this.isInvite = isInvite;
      this.request = request;
      this.onFinal = onFinal;
      this.onSilence = onSilence;
    }

    void arm() {
      timer = loop.schedule(this::elapsed, interval, TimeUnit.MILLISECONDS);
    }

    void elapsed() {
      waited += interval;
      if (waited >= GIVE_UP_MILLIS) {
        open.remove(key);
        onSilence.run();
        return;
      }
      boolean ringing = isInvite && provisional;
      if (!ringing && repeats) {
        wire.accept(request);
        interval = isInvite ? 2 * interval : Math.min(2 * interval, T2_MILLIS);
      }
      arm();
    }

    void cancel() {
      if (timer != null) {
        timer.cancel(false);
      }
    }
  }

  /**
   * Sends a request.
   *
   * @param onFinal gets each final answer, also repeated ones to an INVITE, which want their ACK
   *     again
   * @param onSilence runs when none has come in 32 s
   */
  void send(
      String method,
      String branch,
      String request,
      Consumer<SipMessage> onFinal,
      Runnable onSilence) {
    String key = method + " " + branch;
    Transaction transaction =
        new Transaction(key, method.equals("INVITE"), request, onFinal, onSilence);
    open.put(key, transaction);
    wire.accept(request);
    transaction.arm();
  }

  void received(SipMessage response) {
    String key = response.method() + " " + response.branch();
    Transaction transaction = open.get(key);
    if (transaction == null) {
      return; // an answer repeated after its transaction
    }
    if (response.status() < 200) {
      transaction.provisional = true;
      return;
    }
    transaction.cancel();
    if (transaction.isInvite) {
      transaction.timer =
          loop.schedule(() -> open.remove(key, transaction), GIVE_UP_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      open.remove(key);
    }
    transaction.onFinal.accept(response);
  }
}
