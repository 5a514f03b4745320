package org.sipha.it.agent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests: each call at once with 180 and 200, each re-INVITE, BYE and OPTIONS within a
 * call with 200. What no server may send is answered as RFC 3261 asks and written down. Used on its
 * user agent's thread only.
 */
final class Callee {
  private static final long T1_MILLIS = 500;
  private static final long T2_MILLIS = 4_000;
  private static final long GIVE_UP_MILLIS = 64 * T1_MILLIS;
  private static final int REMEMBERED_ANSWERS = 20_000;

  private final ScheduledExecutorService loop;
  private final Consumer<String> wire;
  private final Wording wording;
  private final Consumer<Dialog> onNewDialog;
  private final Function<String, @Nullable Dialog> dialogs;
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Map<String, String> answers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED_ANSWERS;
        }
      };
  private final Map<String, Long> unacknowledged = new LinkedHashMap<>();
  private long serial;

  Callee(
      ScheduledExecutorService loop,
      Consumer<String> wire,
      Wording wording,
      Consumer<Dialog> onNewDialog,
      Function<String, @Nullable Dialog> dialogs) {
    this.loop = loop;
    this.wire = wire;
    this.wording = wording;
    this.onNewDialog = onNewDialog;
    this.dialogs = dialogs;
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  void received(SipMessage request) {
    Dialog dialog = dialogs.apply(request.callId());
    if (request.method().equals("ACK")) {
      acknowledged(request, dialog);
      return;
    }
    String known = answers.get(key(request));
    if (known != null) {
      wire.accept(known);
    } else if (!request.toTag().isEmpty()) {
      withinCall(request, dialog);
    } else if (request.method().equals("INVITE")) {
      newCall(request, dialog);
    } else {
      answer(request, "200 OK", "o", "");
    }
  }

  private void newCall(SipMessage request, @Nullable Dialog dialog) {
    if (dialog != null) {
      violation("a second INVITE for a call that is " + dialog.state, request);
      answer(request, "482 Loop Detected", dialog.localTag, "");
      return;
    }
    String name = Wording.nameIn(request.body());
    String tag = "s" + ++serial;
    Dialog incoming =
        new Dialog(
            name,
            request.callId(),
            uriIn(request.header("To")),
            tag,
            uriIn(request.header("From")),
            request.contactUri());
    incoming.remoteTag = request.fromTag();
    incoming.remoteCseq = request.cseq();
    onNewDialog.accept(incoming);
    wire.accept(wording.answer(request, "180 Ringing", tag, ""));
    answerInvite(request, incoming, "sendrecv");
  }

  private void withinCall(SipMessage request, @Nullable Dialog dialog) {
    if (dialog == null || !dialog.localTag.equals(request.toTag())) {
      violation("a request for a call that never was", request);
      answer(request, "481 Call Does Not Exist", "x", "");
      return;
    }
    if (!dialog.remoteTag.equals(request.fromTag())) {
      violation("the From tag isn't the call's " + dialog.remoteTag, request);
    }
    if (dialog.state == Dialog.State.ENDED) {
      // A new primary may have to send a BYE again whose answer died with the old one.
      answer(request, "481 Call Does Not Exist", dialog.localTag, "");
      return;
    }
    if (request.cseq() <= dialog.remoteCseq) {
      violation("CSeq not above " + dialog.remoteCseq, request);
      answer(request, "500 CSeq Too Low", dialog.localTag, "");
      return;
    }
    dialog.remoteCseq = request.cseq();
    switch (request.method()) {
      case "INVITE" -> {
        dialog.peerDirection = request.direction();
        dialog.target = request.contactUri();
        answerInvite(request, dialog, answering(request.direction()));
      }
      case "BYE" -> {
        answer(request, "200 OK", dialog.localTag, "");
        dialog.ended(true);
      }
      default -> answer(request, "200 OK", dialog.localTag, "");
    }
  }

  private void acknowledged(SipMessage ack, @Nullable Dialog dialog) {
    if (dialog != null && unacknowledged.remove(pending(dialog, ack.cseq())) != null) {
      if (dialog.state == Dialog.State.CALLING) {
        dialog.state = Dialog.State.UP;
      }
    }
  }

  private void answerInvite(SipMessage request, Dialog dialog, String direction) {
    String body = wording.session(dialog.name, request.cseq(), direction);
    String text = answer(request, "200 OK", dialog.localTag, body);
    unacknowledged.put(pending(dialog, request.cseq()), 0L);
    repeat(text, dialog, request.cseq(), T1_MILLIS);
  }

  /** A 2xx is sent again until its ACK comes (RFC 3261 13.3.1.4). */
  @SuppressWarnings("FutureReturnValueIgnored") // it looks itself whether it is still wanted
  private void repeat(String text, Dialog dialog, long cseq, long interval) {
    String pending = pending(dialog, cseq);
    loop.schedule(
        () -> {
          Long waited = unacknowledged.get(pending);
          if (waited == null || dialog.state == Dialog.State.ENDED) {
            return;
          }
          if (waited + interval >= GIVE_UP_MILLIS) {
            unacknowledged.remove(pending);
            if (dialog.state == Dialog.State.CALLING) {
              dialog.state = Dialog.State.FAILED;
            }
            return;
          }
          unacknowledged.put(pending, waited + interval);
          wire.accept(text);
          repeat(text, dialog, cseq, Math.min(2 * interval, T2_MILLIS));
        },
        interval,
        TimeUnit.MILLISECONDS);
  }

  private String answer(SipMessage request, String status, String tag, String body) {
    String text = wording.answer(request, status, tag, body);
    answers.put(key(request), text);
    wire.accept(text);
    return text;
  }

  /** Writes down what the server did wrong, or what this agent can't make sense of. */
  void violation(String what, SipMessage request) {
    violations.add(
        "%s: %s, CSeq %s, Call-ID %s"
            .formatted(what, request.startLine(), request.header("CSeq"), request.callId()));
  }

  private static String key(SipMessage request) {
    return request.method() + " " + request.branch();
  }

  private static String pending(Dialog dialog, long cseq) {
    return dialog.callId + " " + cseq;
  }

  private static String answering(String direction) {
    return direction.equals("sendonly") ? "recvonly" : "sendrecv";
  }

  private static String uriIn(String nameAddress) {
    int open = nameAddress.indexOf('<');
    return open < 0
        ? nameAddress.replaceAll(";.*", "")
        : nameAddress.substring(open + 1, nameAddress.indexOf('>'));
  }
}
