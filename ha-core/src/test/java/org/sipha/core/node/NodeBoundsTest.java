package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallState;
import org.sipha.core.call.Leg;
import org.sipha.core.call.Version;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.Buckets;
import org.sipha.core.link.PeerMessage.CallChange;
import org.sipha.core.link.PeerMessage.CarryOverRequest;
import org.sipha.core.link.PeerMessage.DigestRequest;
import org.sipha.core.link.PeerMessage.Digests;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;
import org.sipha.core.link.PeerMessage.RegistrationsTold;
import org.sipha.core.link.PeerMessage.SyncCall;
import org.sipha.core.node.Effect.CloseSocket;

/** SPEC 3.6 at the bounds that a well-behaved peer never reaches. */
class NodeBoundsTest {
  private static final int MAX_SOCKETS = 8;

  private static final int WINDOW = 4_096;

  private final HandDrivenNode node = new HandDrivenNode();

  private long lastCall;

  @Test
  void aNinthSocketIsClosedAndTheOthersStay() {
    for (int socket = 1; socket <= MAX_SOCKETS; socket++) {
      node.give(new Input.SocketOpened(socket, false));
    }
    assertThat(node.closed()).isEmpty();

    node.give(new Input.SocketOpened(9, false));

    assertThat(node.closed()).containsExactly(new CloseSocket(9, "too many sockets"));
  }

  @Test
  void ofABatchAHundredCallsAreUnderWayAtATimeSoThatAChangeGoesBeforeTheRest() {
    node.serve();
    for (int number = 1; number <= 250; number++) {
      changed(number);
    }
    node.connect();
    DigestRequest asked = node.sentMessages(DigestRequest.class).get(0);
    int parts = 1 << Buckets.stepBelow(asked.buckets().bits(), asked.leafBits());
    List<Long> nothing = Collections.nCopies(parts, 0L);
    node.message(new Digests(asked.inventory(), asked.buckets(), nothing));
    node.message(new RegistrationsTold());
    node.pass(Duration.ofMillis(50));
    assertThat(node.sentMessages(SyncCall.class)).hasSize(100);

    changed(251);
    assertThat(node.sentMessages(CallChange.class)).hasSize(1);

    node.confirm();
    assertThat(node.sentMessages(SyncCall.class)).hasSize(200);
    node.confirm();
    assertThat(node.sentMessages(SyncCall.class)).hasSize(250);
    assertThat(node.view().synchronization().batches()).isEmpty();
    node.confirm();
    assertThat(node.view().synchronization().batches()).hasSize(1);
  }

  private void changed(int number) {
    Leg leg =
        new Leg(
            "c", "l", "r", "sip:a@x", "sip:b@x", "sip:b@x", List.of(), "", "", 1, 1, null, null);
    CallId id = CallId.of(1, 2, number);
    Call call = new Call(id, CallState.CONFIRMED, false, 0, "a", "b", leg, leg, 0, List.of(), 0, 0);
    node.give(new Input.CallChanged(call, 0));
  }

  @Test
  void aPeerThatAsksForMoreAtOnceThanAnInventoryNeedsIsDropped() {
    node.connect();
    // Answered as fast as it asks, as long as the window has room.
    for (int i = 0; i < 4_096; i++) {
      node.message(new DigestRequest(1, 4, Buckets.ALL));
    }
    assertThat(node.closed()).isEmpty();

    for (int i = 0; i < 4; i++) {
      node.message(new DigestRequest(1, 4, Buckets.ALL));
    }
    assertThat(node.closed()).isEmpty();
    node.message(new DigestRequest(1, 4, Buckets.ALL));

    assertThat(node.closed())
        .extracting(CloseSocket::reason)
        .containsExactly("the peer asks for more at once than an inventory needs");
    assertThat(node.saidThat("HA connection established -> down")).isTrue();
  }

  @Test
  void aPeerThatNamesMoreMissingCallsThanANodeCanHoldIsDropped() {
    node.connect();
    thousands(PeerMessage.MissingCalls::new);

    isDroppedAfterAMillion("the peer names more missing calls than a node can hold");
  }

  @Test
  void aPeerThatAsksForMoreCallsThanANodeCanHoldIsDropped() {
    node.connect();
    node.message(new CarryOverRequest(ids(WINDOW))); // answered, as far as the window goes
    thousands(CarryOverRequest::new);

    isDroppedAfterAMillion("the peer asks for more calls than a node can hold");
  }

  @Test
  void aPeerThatTellsOfMoreCallsThanANodeCanHoldIsDropped() {
    node.serve();
    node.connect();
    int inventory = node.sentMessages(InventoryRequest.class).get(0).inventory();
    thousands(
        ids ->
            new InventoryPart(
                inventory,
                ids.stream().map(id -> new Held(id, Version.first(1, 1))).toList(),
                List.of(),
                false));

    isDroppedAfterAMillion("the peer tells of more calls than a node can hold");
  }

  /** A million calls, 1,000 in each message. */
  private void thousands(Function<List<CallId>, PeerMessage> message) {
    for (int i = 0; i < PeerMessage.MAX_CALLS / PeerMessage.MAX_ITEMS; i++) {
      node.message(message.apply(ids(PeerMessage.MAX_ITEMS)));
    }
    assertThat(node.closed()).isEmpty();
    node.message(message.apply(ids(1)));
  }

  private void isDroppedAfterAMillion(String reason) {
    assertThat(node.closed()).extracting(CloseSocket::reason).containsExactly(reason);
  }

  private List<CallId> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> CallId.of(1, 1, lastCall++)).toList();
  }
}
