package org.sipha.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Version;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Resumption;
import org.sipha.core.link.PeerMessage.CallChange;
import org.sipha.core.link.PeerMessage.RightReleased;
import org.sipha.core.link.PeerMessage.SyncCall;
import org.sipha.core.link.Session.Arrival;
import org.sipha.core.role.Role;

class SessionTest {
  private static final CallRecord CALL =
      new CallRecord(
          new CallId(1),
          new Version(1, 1, 1),
          0,
          false,
          CallState.CONFIRMED,
          new EncodedCall(new byte[1_000]),
          0);

  private final Session session = new Session(7, 1, peer(), 0);
  private final List<PeerMessage> confirmed = new ArrayList<>();

  @Test
  void messagesAreNumberedFrom1AndKeptUntilTheyAreConfirmed() {
    Data first = send(new RightReleased(1));
    Data second = send(new CallChange(CALL));

    assertThat(first.number()).isEqualTo(1);
    assertThat(second.number()).isEqualTo(2);
    assertThat(session.outstanding())
        .extracting(Session.Outstanding::frame)
        .containsExactly(first, second);
  }

  @Test
  void aConfirmationCoversAllBeforeItOnceAndInOrder() {
    send(new RightReleased(1));
    send(new CallChange(CALL));
    send(new SyncCall(CALL));

    assertThat(session.confirm(2, this::note)).isTrue();
    assertThat(session.confirm(2, this::note)).isFalse();
    assertThat(session.confirm(1, this::note)).isFalse();

    assertThat(confirmed).containsExactly(new RightReleased(1), new CallChange(CALL));
    assertThat(session.outstandingCount()).isEqualTo(1);
  }

  @Test
  void whatWasNeverSentCantBeConfirmed() {
    send(new RightReleased(1));

    assertThat(session.isPlausible(1)).isTrue();
    assertThat(session.isPlausible(2)).isFalse();
  }

  @Test
  void theWindowIsBoundedInFrames() {
    while (session.hasRoom(1)) {
      session.enclose(new RightReleased(1), 1, 1, 0, 0);
    }

    assertThat(session.outstandingCount()).isEqualTo(Session.WINDOW_FRAMES);
    session.confirm(1, this::note);
    assertThat(session.hasRoom(1)).isTrue();
  }

  @Test
  void theWindowIsBoundedInBytes() {
    int weight = 100_000;
    while (session.hasRoom(weight)) {
      session.enclose(new CallChange(CALL), weight, 1, 0, 0);
    }

    assertThat(session.outstandingCount()).isEqualTo(Session.WINDOW_BYTES / weight);
    assertThat(session.hasRoom(1)).isTrue();
    session.confirm(session.outstandingCount(), this::note);
    assertThat(session.hasRoom(Session.WINDOW_BYTES)).isTrue();
  }

  @Test
  void synchronizationUsesAtMostHalfOfTheWindow() {
    while (session.hasSyncRoom(1)) {
      session.enclose(new SyncCall(CALL), 1, 1, 0, 0);
    }
    assertThat(session.outstandingCount()).isEqualTo(Session.WINDOW_FRAMES / 2);
    assertThat(session.hasRoom(1)).isTrue();

    session.confirm(1, this::note);
    assertThat(session.hasSyncRoom(1)).isTrue();
    assertThat(session.hasSyncRoom(Session.WINDOW_BYTES / 2 + 1)).isFalse();
  }

  @Test
  void controlMessagesHaveASmallReserveBeyondTheWindow() {
    while (session.hasRoom(1)) {
      session.enclose(new CallChange(CALL), 1, 1, 0, 0);
    }
    while (session.hasReserve()) {
      session.enclose(new RightReleased(1), 1, 1, 0, 0);
    }

    assertThat(session.outstandingCount()).isEqualTo(Session.WINDOW_FRAMES + 64);
  }

  @Test
  void arrivalsAreAppliedInOrderEachOnce() {
    assertThat(session.arrive(1)).isEqualTo(Arrival.NEXT);
    assertThat(session.arrive(1)).isEqualTo(Arrival.DUPLICATE);
    assertThat(session.arrive(3)).isEqualTo(Arrival.GAP);
    assertThat(session.received()).isEqualTo(1);
    assertThat(session.arrive(2)).isEqualTo(Arrival.NEXT);
    assertThat(session.arrive(3)).isEqualTo(Arrival.NEXT);
    assertThat(session.received()).isEqualTo(3);
  }

  private void note(Session.Outstanding sent) {
    confirmed.add(sent.message());
  }

  private Data send(PeerMessage message) {
    return session.enclose(message, Weight.of(message), 1, 0, 0);
  }

  static Hello peer() {
    PeerStatus status =
        new PeerStatus(
            Role.NONE, 0, 0, 0, 0, false, false, false, false, false, List.of(), null, false);
    return new Hello(
        1,
        1,
        "0",
        "pair",
        "sips-b",
        2,
        22,
        "boot",
        "file",
        "lock",
        "",
        Map.of(),
        Map.of(),
        false,
        status,
        1,
        Resumption.NONE);
  }
}
