package org.sipha.dist.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of the demonstration, seen from both its ends: the caller sets it up, the callee answers
 * after a moment of ringing, the caller holds and resumes it now and then, and one of them hangs up
 * when its time has come.
 *
 * <p>A call that was set up is <i>dropped</i> when a request within it isn't answered or finds no
 * call (481), when an end is hung up by neither party, or when a party's hanging up doesn't reach
 * the other. One thread.
 */
final class DemoCall {
  private static final Logger LOG = LoggerFactory.getLogger(DemoCall.class);
  private static final Duration RINGING = Duration.ofMillis(800);
  private static final Duration HOLD_PERIOD = Duration.ofSeconds(7);

  /**
   * How long the other end may take to hear that one has hung up: a BYE survives a takeover by
   * retransmission.
   */
  private static final Duration HANG_UP_REACHES = Duration.ofSeconds(10);

  /**
   * Begins the session name, which passes through the pair and tells the callee which call it is.
   */
  static final String SESSION = "sipha demo call ";

  private enum State {
    SETTING_UP,
    UP,
    ENDING,
    OVER
  }

  private final int number;
  private final Duration length;
  private final DemoCounts counts;
  private final ScheduledExecutorService thread;
  private final Consumer<DemoCall> over;
  private final DemoDialog caller;
  private @Nullable DemoDialog callee;
  private State state = State.SETTING_UP;
  private boolean otherEndHeard;
  private boolean byeAnswered;
  private boolean held;
  private int sdpVersion;

  /**
   * A call that isn't set up yet.
   *
   * @param number counts the calls of a demonstration
   * @param caller the caller's end
   * @param length how long it is up
   * @param over told when nothing more will happen to this call
   */
  DemoCall(
      int number,
      DemoDialog caller,
      Duration length,
      DemoCounts counts,
      ScheduledExecutorService thread,
      Consumer<DemoCall> over) {
    this.number = number;
    this.caller = caller;
    this.length = length;
    this.counts = counts;
    this.thread = thread;
    this.over = over;
  }

  int number() {
    return number;
  }

  // ---- the caller
  // ----------------------------------------------------------------------------------------------------

  void start() {
    caller.invite(
        sdp("sendrecv"),
        answer -> {
          if (answer.filter(SipResponse::isSuccess).isEmpty()) {
            LOG.info("call {} was not set up: {}", number, shown(answer));
            state = State.OVER;
            counts.notSetUp();
            over.accept(this);
            return;
          }
          state = State.UP;
          counts.setUp();
          later(HOLD_PERIOD, this::holdOrResume);
          later(length, this::hangUp);
        });
  }

  private void holdOrResume() {
    if (state != State.UP) {
      return;
    }
    caller.invite(
        sdp(held ? "sendrecv" : "sendonly"),
        answer -> {
          if (answer.filter(SipResponse::isSuccess).isPresent()) {
            held = !held;
          } else if (state == State.UP && provesLoss(answer)) {
            dropped("a re-INVITE got " + shown(answer));
          } // anything else (491, 500 with Retry-After) asks to try again, which is what comes next
          later(HOLD_PERIOD, this::holdOrResume);
        });
  }

  // ---- hanging up
  // ----------------------------------------------------------------------------------------------------

  private void hangUp() {
    if (state != State.UP) {
      return;
    }
    state = State.ENDING;
    boolean byCallee = number % 2 == 1;
    DemoDialog end = byCallee && callee != null ? callee : caller;
    end.bye(
        answer -> {
          if (answer.filter(SipResponse::isSuccess).isEmpty()) {
            dropped("BYE got " + shown(answer));
            return;
          }
          byeAnswered = true;
          endedIfBothKnow();
          later(HANG_UP_REACHES, () -> dropped("the other end never heard that one hung up"));
        });
  }

  private void endedIfBothKnow() {
    if (state == State.ENDING && byeAnswered && otherEndHeard) {
      state = State.OVER;
      counts.ended();
      over.accept(this);
    }
  }

  private void dropped(String why) {
    if (state == State.UP || state == State.ENDING) {
      LOG.warn("call {} was dropped: {}", number, why);
      state = State.OVER;
      counts.dropped();
      over.accept(this);
      caller.bye(ignored -> {}); // whatever is left of it on either side
      if (callee != null) {
        callee.bye(ignored -> {});
      }
    }
  }

  // ---- either end is asked
  // -------------------------------------------------------------------------------------------

  /** The callee's telephone rings for this call. */
  void rings(DemoPhone phone, SipRequest invite) {
    String tag = DemoDialog.newTag();
    callee = DemoDialog.called(phone, invite, tag);
    phone.answer(invite, OutgoingResponse.of(invite.head(), 180, tag, contact(phone)));
    later(RINGING, () -> phone.answer(invite, withSdp(phone, invite, tag)));
  }

  /** A request came within the call, at either end. */
  void asked(DemoPhone phone, SipRequest request) {
    switch (request.method()) {
      case "ACK" -> {}
      case "INVITE" -> phone.answer(request, withSdp(phone, request, null));
      case "BYE" -> {
        phone.answer(request, OutgoingResponse.of(request.head(), 200, null));
        otherEndHeard = true;
        if (state == State.UP) {
          dropped("hung up by neither party");
        }
        endedIfBothKnow();
      }
      default -> phone.answer(request, OutgoingResponse.of(request.head(), 200, null));
    }
  }

  private OutgoingResponse withSdp(DemoPhone phone, SipRequest request, @Nullable String tag) {
    return new OutgoingResponse(
        request.head(), 200, "OK", tag, List.of(contact(phone)), Body.sdp(sdp("sendrecv")));
  }

  private static Header contact(DemoPhone phone) {
    return new Header("Contact", phone.contact());
  }

  private String sdp(String direction) {
    sdpVersion++;
    return String.join(
        "\r\n",
        "v=0",
        "o=demo " + number + " " + sdpVersion + " IN IP4 127.0.0.1",
        "s=" + SESSION + number,
        "c=IN IP4 127.0.0.1",
        "t=0 0",
        "m=audio 9 RTP/AVP 0",
        "a=rtpmap:0 PCMU/8000",
        "a=" + direction,
        "");
  }

  /** No answer at all, 408 or 481: the call is gone. */
  private static boolean provesLoss(Optional<SipResponse> answer) {
    return answer.isEmpty() || answer.get().status() == 481 || answer.get().status() == 408;
  }

  private static String shown(Optional<SipResponse> answer) {
    return answer.map(a -> a.status() + " " + a.reason()).orElse("no answer");
  }

  private void later(Duration wait, Runnable task) {
    var unused = thread.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
  }
}
