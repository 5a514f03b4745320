package org.sipha.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.Reject;
import org.sipha.core.link.Frame.Reject.Reason;
import org.sipha.core.link.Handshake.Refusal;

/** Who may work together, and the sentence that says what to do if not (SPEC 3.7). */
class HandshakeTest {
  private final Greeting own = new Greeting("sips-a", 1);
  private final Greeting peer = new Greeting("sips-b", 2);

  @Test
  void twoNodesOfOnePairAccept() {
    assertThat(judge()).isEmpty();
  }

  @Test
  void protocolVersionsThatDoNotMeetAreRefused() {
    peer.protocolMin = 2;
    peer.protocolMax = 3;

    assertRefused(
        Reason.PROTOCOL,
        "protocol versions don't meet: this node speaks 1 to 1, sips-b speaks 2 to 3; install"
            + " versions that may run side by side");
  }

  @Test
  void protocolVersionsThatOverlapAreAccepted() {
    peer.protocolMax = 3;

    assertThat(judge()).isEmpty();
  }

  @Test
  void aNodeOfAnotherPairIsForeign() {
    peer.pairName = "east";

    assertRefused(
        Reason.FOREIGN,
        "sips-b belongs to pair 'east', this node to 'pair'; check peer-address and pair-name");
  }

  @Test
  void equalServerIdsOrNamesAreRefused() {
    peer.serverId = 1;
    assertThat(judge().map(Refusal::reason)).contains(Reason.SAME_SERVER_ID);

    peer.serverId = 2;
    peer.nodeName = "sips-a";
    assertRefused(
        Reason.SAME_SERVER_ID,
        "both nodes are 'sips-a' with server-id 2; application-name and server-id must be unique"
            + " in the pair");
  }

  @Test
  void differentKindsOfArbiterAreRefused() {
    peer.arbiterType = "manual";

    assertRefused(
        Reason.ARBITER, "[arbiter] type is file here and manual at sips-b; make them equal");
  }

  @Test
  void differentPlacesOfTheArbiterAreRefused() {
    peer.arbiterPlace = "other.lock";

    assertRefused(
        Reason.ARBITER,
        "the arbiter is lock here and other.lock at sips-b; both must use the same");
  }

  @Test
  void aLockFileNeedsOneHost() {
    peer.bootId = "another host";

    assertRefused(
        Reason.ARBITER,
        "sips-b runs on another host, where a lock file of this host means nothing; use [arbiter]"
            + " type = manual");
  }

  @Test
  void otherArbitersMayHaveTwoHosts() {
    own.arbiterType = "manual";
    peer.arbiterType = "manual";
    peer.bootId = "another host";

    assertThat(judge()).isEmpty();
  }

  @Test
  void unsafeSettingsThatDifferAreRefusedByNameInOrder() {
    own.unsafe = Map.of("sip-port", "1", "lab-settling", "2", "sip-address", "3");
    peer.unsafe = Map.of("sip-port", "9", "lab-settling", "8", "sip-address", "3");

    assertRefused(Reason.SETTING, "lab-settling, sip-port differ at sips-b; make them equal");
  }

  @Test
  void onlySettingsThatBothKnowAreCompared() {
    own.unsafe = Map.of("new-setting", "1");
    peer.unsafe = Map.of("old-setting", "1");

    assertThat(judge()).isEmpty();
  }

  @Test
  void onlyARefusalForTheArbiterMakesItUseless() {
    for (Reason reason : Reason.values()) {
      assertThat(new Reject(reason, "", SessionTest.peer().status()).makesArbiterUseless())
          .isEqualTo(reason == Reason.ARBITER);
    }
  }

  @Test
  void bothEndsComputeTheSameSessionAndEachHandshakeAnother() {
    Hello one = own.build(1);
    Hello other = peer.build(1);

    assertThat(Handshake.newSession(one, other))
        .isEqualTo(Handshake.newSession(other, one))
        .isNotZero()
        .isNotEqualTo(Handshake.newSession(own.build(2), other))
        .isNotEqualTo(Handshake.newSession(one, peer.build(2)));
  }

  private void assertRefused(Reason reason, String text) {
    assertThat(judge()).contains(new Refusal(reason, text));
  }

  private Optional<Refusal> judge() {
    return Handshake.judge(own.build(1), peer.build(1));
  }

  private static final class Greeting {
    private int protocolMin = 1;
    private int protocolMax = 1;
    private String pairName = "pair";
    private String nodeName;
    private int serverId;
    private String bootId = "boot";
    private String arbiterType = "file";
    private String arbiterPlace = "lock";
    private Map<String, String> unsafe = Map.of();

    Greeting(String nodeName, int serverId) {
      this.nodeName = nodeName;
      this.serverId = serverId;
    }

    Hello build(long attempt) {
      Hello any = SessionTest.peer();
      return new Hello(
          protocolMin,
          protocolMax,
          any.productVersion(),
          pairName,
          nodeName,
          serverId,
          serverId * 11L,
          bootId,
          arbiterType,
          arbiterPlace,
          any.httpAddress(),
          unsafe,
          any.sharedSettings(),
          any.preferredPrimary(),
          any.status(),
          attempt,
          any.resumption());
    }
  }
}
