package org.sipha.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallBody;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Leg;
import org.sipha.core.call.Version;
import org.sipha.core.link.PeerMessage.CallChange;
import org.sipha.core.link.PeerMessage.CallEnd;
import org.sipha.core.link.PeerMessage.CarryOverRequest;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.MissingCalls;
import org.sipha.core.link.PeerMessage.RegistrationChange;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.core.registration.Registration;
import org.sipha.core.registration.RegistrationRecord;

/** What a message takes of the window. */
class WeightTest {
  private static final CallId ID = CallId.of(1, 1, 1);
  private static final Version VERSION = Version.first(1, 1);

  private static Leg leg(@Nullable String sdp) {
    return new Leg("c", "l", "r", "f", "t", "u", List.of(), "", "", 1, 1, sdp, null);
  }

  private static CallChange change(CallBody body) {
    return new CallChange(new CallRecord(ID, VERSION, 0, false, CallState.CONFIRMED, body, 0));
  }

  @Test
  void aCallWeighsItsLegsAndTheirSessionDescriptions() {
    Call call =
        new Call(
            ID, CallState.CONFIRMED, false, 0, "a", "b", leg("v=0"), leg(null), 0, List.of(), 0, 0);

    assertThat(Weight.of(change(call))).isEqualTo(40 + 350 + 3 + 350);
    assertThat(Weight.of(change(new EncodedCall(new byte[1_234])))).isEqualTo(40 + 1_234);
  }

  @Test
  void listsWeighWhatStandsInThem() {
    List<CallId> ids = List.of(ID, CallId.of(1, 1, 2));
    List<Held> held = List.of(new Held(ID, VERSION));

    assertThat(Weight.of(new MissingCalls(ids))).isEqualTo(40 + 18);
    assertThat(Weight.of(new CarryOverRequest(ids))).isEqualTo(40 + 18);
    assertThat(Weight.of(new InventoryPart(1, held, List.of(), true))).isEqualTo(40 + 20);
    assertThat(Weight.of(new InventoryPart(1, List.of(), held, true))).isEqualTo(40 + 20);
    assertThat(Weight.of(new CallEnd(ID, VERSION))).isEqualTo(40);
  }

  @Test
  void aRegistrationWeighsItsContacts() {
    RegisteredContact contact = new RegisteredContact("sip:a@x", "udp:x:1", 0, 0, "call", 1);
    Registration registration = new Registration("1001", List.of(contact, contact));

    assertThat(Weight.of(new RegistrationChange(new RegistrationRecord(registration, VERSION))))
        .isEqualTo(40 + 4 + 2 * (40 + 7 + 7 + 4));
  }
}
