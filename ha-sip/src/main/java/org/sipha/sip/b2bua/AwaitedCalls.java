package org.sipha.sip.b2bua;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.sipha.core.call.CallId;
import org.sipha.core.node.Input.CallWanted;
import org.sipha.core.port.Inputs;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.transaction.SipTimers;

/**
 * Messages for calls that aren't here and may still come. The core is told that somebody wants the
 * call. A datagram is dropped, since its sender sends it again; what came over a connection doesn't
 * come again, so it is held until the call is there, for {@link #LONGEST_NANOS} at most.
 */
final class AwaitedCalls {
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Requests that are held at once, some 2 KB each; a further one isn't waited with. */
  static final int MAX_HELD = 1_000;

  private final Inputs inputs;
  private final SipTimers timers;
  private final Map<CallId, List<SipRequest>> held = new HashMap<>();
  private int count;

  AwaitedCalls(Inputs inputs, SipTimers timers) {
    this.inputs = inputs;
    this.timers = timers;
  }

  /** Somebody sent something for it. */
  void wanted(CallId id) {
    inputs.give(new CallWanted(id));
  }

  /**
   * Waits with a request.
   *
   * @param unanswerable what is done with it if the call doesn't come in time
   * @return whether it waits, or will come again
   */
  boolean waits(CallId id, SipRequest request, Consumer<SipRequest> unanswerable) {
    wanted(id);
    if (request.source().transport().equals(SipAddress.UDP)) {
      return true;
    }
    if (count >= MAX_HELD) {
      return false;
    }
    count++;
    held.computeIfAbsent(id, i -> new ArrayList<>(1)).add(request);
    timers.after(LONGEST_NANOS, () -> giveUp(id, request, unanswerable));
    return true;
  }

  private void giveUp(CallId id, SipRequest request, Consumer<SipRequest> unanswerable) {
    List<SipRequest> requests = held.get(id);
    if (requests != null && requests.remove(request)) {
      count--;
      if (requests.isEmpty()) {
        held.remove(id);
      }
      unanswerable.accept(request);
    }
  }

  /** The call is there: takes out what was held for it, in the order in which it came. */
  List<SipRequest> come(CallId id) {
    List<SipRequest> requests = held.remove(id);
    if (requests == null) {
      return List.of();
    }
    count -= requests.size();
    return requests;
  }
}
