package org.sipha.sip.b2bua;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.sipha.sip.message.SipResponse;

/**
 * The dialogs of a call beside its own two while it is being set up. A proxy behind the callee's
 * leg may ring several telephones, and each that answers provisionally sets up an early dialog (RFC
 * 3261 12.1). To the caller each is an early dialog too, since it may take the session description
 * of only one answer within a dialog (13.2.1). The caller's tag of each follows from the
 * telephone's, so that a new primary gives it the same.
 */
final class Forks {
  /** Telephones beside the first; provisional answers of more aren't relayed. */
  static final int MAX = 8;

  /** What joins the caller and one of the telephones. */
  record Fork(Dialog a, Dialog b) {
    private boolean isAt(String tag) {
      return tag.equals(b.remoteTag());
    }
  }

  private final List<Fork> others = new ArrayList<>(0);

  /**
   * Where a provisional answer belongs; the call's own legs if it is the first. Empty at the bound.
   *
   * @param response has a To tag
   */
  Optional<Fork> ringing(LiveCall call, SipResponse response) {
    Fork fork = find(call, response);
    if (fork.a == call.a || others.contains(fork)) {
      return Optional.of(fork);
    }
    if (others.size() >= MAX) {
      return Optional.empty();
    }
    fork.b.establishedBy(response);
    others.add(fork);
    return Optional.of(fork);
  }

  /** Where a 2xx belongs; the others are over. */
  Fork answered(LiveCall call, SipResponse response) {
    Fork fork = find(call, response);
    others.clear();
    return fork;
  }

  private Fork find(LiveCall call, SipResponse response) {
    String tag = Objects.requireNonNull(response.head().toTag());
    Fork first = new Fork(call.a, call.b);
    if (call.b.remoteTag() == null || first.isAt(tag)) {
      return first;
    }
    for (Fork fork : others) {
      if (fork.isAt(tag)) {
        return fork;
      }
    }
    return new Fork(
        call.a.withLocalTag(CallTag.fork(call.a.localTag, tag)),
        call.b.withLocalTag(call.b.localTag));
  }

  /** One of these dialogs. */
  Optional<Dialog> find(Predicate<Dialog> condition) {
    return others.stream().flatMap(fork -> Stream.of(fork.a, fork.b)).filter(condition).findFirst();
  }

  /** The other one of the two dialogs that are joined; empty if it isn't one of these. */
  Optional<Dialog> other(Dialog dialog) {
    for (Fork fork : others) {
      if (fork.a == dialog) {
        return Optional.of(fork.b);
      }
      if (fork.b == dialog) {
        return Optional.of(fork.a);
      }
    }
    return Optional.empty();
  }

  /** Whether it is a dialog with the caller. */
  boolean isCallers(Dialog dialog) {
    return others.stream().anyMatch(fork -> fork.a == dialog);
  }
}
