package org.sipha.dist.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.OneThread;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipRequest;

/**
 * Keeps calls going from one telephone to another through the service address of a pair: {@link
 * #HELD} long ones, and a new one each second that lasts {@link #SHORT}.
 */
public final class DemoTraffic implements AutoCloseable {
  private static final int HELD = 20;
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final Duration BETWEEN_CALLS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_HELD = Duration.ofMillis(100);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final int MAX_CALLS = 1_000;

  private final ScheduledExecutorService thread = OneThread.named("sipha-demo");
  private final Consumer<String> say;
  private final DemoCounts counts = new DemoCounts();
  private final DemoPhone caller;
  private final DemoPhone callee;
  private final String called;
  private final Map<Integer, DemoCall> calls = new HashMap<>();
  private final Map<String, DemoCall> byCallId = new HashMap<>();
  private int lastNumber;
  private int held;

  /** A telephone: a DN of the configuration and the address that its contact names. */
  public record Telephone(String number, SipAddress address) {}

  /**
   * Opens both telephones; nothing is called before {@link #start}.
   *
   * @param server service address of the pair
   * @param say told one line every 5 s
   * @throws IOException if a telephone's port can't be opened; the message names it
   */
  public DemoTraffic(Telephone from, Telephone to, SipAddress server, Consumer<String> say)
      throws IOException {
    this.say = say;
    this.called = to.number;
    this.caller = phone(from, server);
    try {
      this.callee = phone(to, server);
    } catch (IOException e) {
      caller.close();
      throw e;
    }
  }

  private DemoPhone phone(Telephone telephone, SipAddress server) throws IOException {
    try {
      return new DemoPhone(
          telephone.number,
          telephone.address,
          server,
          thread,
          request -> asked(telephone.number, request));
    } catch (IOException e) {
      throw new IOException(
          "the telephone "
              + telephone.number
              + " needs "
              + telephone.address
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** Begins to call. */
  public void start() {
    every(BETWEEN_HELD, this::keepHeld);
    every(BETWEEN_CALLS, () -> call(SHORT, false));
    every(BETWEEN_LINES, () -> say.accept(counts.summary()));
  }

  private void every(Duration period, Runnable task) {
    var unused =
        thread.scheduleAtFixedRate(
            task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void keepHeld() {
    if (held < HELD) {
      held++;
      call(LONG, true);
    }
  }

  private void call(Duration length, boolean isHeld) {
    if (calls.size() >= MAX_CALLS) {
      return; // nothing is answered: more of it proves nothing
    }
    lastNumber++;
    DemoDialog dialog = DemoDialog.calling(caller, called);
    DemoCall call =
        new DemoCall(
            lastNumber,
            dialog,
            length,
            counts,
            thread,
            over -> {
              calls.remove(over.number());
              byCallId.values().remove(over);
              if (isHeld) {
                held--;
              }
            });
    calls.put(lastNumber, call);
    byCallId.put(dialog.callId(), call);
    call.start();
  }

  private void asked(String number, SipRequest request) {
    DemoPhone phone = number.equals(called) ? callee : caller;
    if (request.is("INVITE") && request.head().toTag() == null) {
      DemoCall call = callNamedIn(request);
      if (call != null) {
        byCallId.put(request.head().callId(), call);
        call.rings(phone, request);
        return;
      }
    }
    DemoCall call = byCallId.get(request.head().callId());
    if (call != null) {
      call.asked(phone, request);
    } else if (!request.is("ACK")) {
      int status = request.is("OPTIONS") ? 200 : 481;
      phone.answer(request, OutgoingResponse.of(request.head(), status, DemoDialog.newTag()));
    }
  }

  private @Nullable DemoCall callNamedIn(SipRequest invite) {
    String sdp = invite.body().sdpText();
    if (sdp == null) {
      return null;
    }
    return sdp.lines()
        .filter(line -> line.startsWith("s=" + DemoCall.SESSION))
        .findFirst()
        .map(line -> calls.get(Integer.parseInt(line.substring(2 + DemoCall.SESSION.length()))))
        .orElse(null);
  }

  /** What became of all calls so far, in one line. Any thread. */
  public String summary() {
    return counts.summary();
  }

  /** Falls silent; calls that are up stay up. */
  @Override
  public void close() {
    thread.shutdownNow();
    caller.close();
    callee.close();
  }
}
