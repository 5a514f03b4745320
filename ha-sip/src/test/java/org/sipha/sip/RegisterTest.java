package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sipha.core.node.Input.RegistrationChanged;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipResponse;

/** What a REGISTER does to the contacts of a DN (RFC 3261 10.3). */
class RegisterTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone desk = sip.telephone("2001", "udp:10.0.1.1:5060");
  private final Telephone mobile = sip.telephone("2001", "udp:10.0.1.2:5062");
  private final Registrant registrant = new Registrant(desk, "2001");
  private final Registrant second = new Registrant(mobile, "2001");

  private List<RegisteredContact> kept() {
    return sip.core.registrations.get("2001").contacts();
  }

  private static List<String> contacts(SipResponse response) {
    return response.headers().stream().filter(h -> h.is("Contact")).map(Header::value).toList();
  }

  @Test
  void telephoneRegisters() {
    SipResponse ok = registrant.register();
    assertThat(contacts(ok)).containsExactly("<sip:2001@10.0.1.1:5060>;expires=3600");
    assertThat(kept())
        .containsExactly(
            new RegisteredContact(
                "sip:2001@10.0.1.1:5060",
                "udp:10.0.1.1:5060",
                sip.clock.epochMillis() + 3_600_000,
                1_000,
                registrant.callId,
                2));
  }

  @Test
  void whereOnlyMd5IsOfferedSha256ProvesNothing() {
    sip.offerMd5Alone();
    registrant.send("");
    SipResponse challenge = desk.expectResponse(401);
    assertThat(challenge.headers().stream().filter(h -> h.is("WWW-Authenticate")))
        .singleElement()
        .satisfies(header -> assertThat(header.value()).contains("algorithm=MD5"));

    registrant.algorithm = "MD5";
    registrant.send(registrant.contact() + registrant.credentials(challenge));
    desk.expectResponse(200);

    registrant.send(
        registrant.contact() + registrant.credentials(challenge).replace("=MD5", "=SHA-256"));
    desk.expectResponse(401);
  }

  @Test
  void answerWaitsForTheBackupAndARetransmissionDoesNotChangeThat() {
    sip.core.holdsAnswers = true;
    registrant.sendWithPassword(registrant.contact());
    desk.sendAgain();
    desk.expectNothing();
    assertThat(sip.core.waitingGates).hasSize(1);
    sip.core.letGoAll();
    desk.expectResponse(200);
    desk.sendAgain();
    desk.expectResponse(200);
    assertThat(sip.core.inputs).hasSize(1);
  }

  @Test
  void allContactsOfTheDnAreListedTheNewestFirst() {
    registrant.register("Contact: " + registrant.contact(";q=0.25;expires=100") + "\r\n");
    sip.passMillis(10_500);
    assertThat(contacts(second.register("Expires: 600\r\n" + second.contact())))
        .containsExactly(
            "<sip:2001@10.0.1.2:5062>;expires=600", "<sip:2001@10.0.1.1:5060>;expires=90;q=0.250");
  }

  @Test
  void registerWithoutContactIsAQuestion() {
    registrant.register();
    assertThat(contacts(second.register("")))
        .containsExactly("<sip:2001@10.0.1.1:5060>;expires=3600");
    assertThat(sip.core.inputs).hasSize(1);
  }

  @Test
  void contactsOwnExpiresGoesBeforeTheHeader() {
    SipResponse ok =
        registrant.register(
            "Expires: 200\r\nContact: "
                + registrant.contact(";expires=300")
                + ", <sip:2001@10.0.1.1:5090>\r\n");
    assertThat(contacts(ok))
        .containsExactly(
            "<sip:2001@10.0.1.1:5060>;expires=300", "<sip:2001@10.0.1.1:5090>;expires=200");
  }

  @Test
  void longerThanTheMaximumIsShortened() {
    assertThat(contacts(registrant.register("Expires: 86400\r\n" + registrant.contact())))
        .containsExactly("<sip:2001@10.0.1.1:5060>;expires=3600");
    String longest = "Contact: " + registrant.contact(";expires=4294967295") + "\r\n";
    assertThat(contacts(registrant.register(longest)))
        .containsExactly("<sip:2001@10.0.1.1:5060>;expires=3600");
  }

  @Test
  void tooBriefIs423WithTheMinimumAndChangesNothing() {
    SipResponse refusal =
        registrant.register(
            registrant.contact() + "Contact: <sip:2001@10.0.1.1:7>;expires=59\r\n", 423);
    assertThat(refusal.header("Min-Expires")).contains("60");
    assertThat(sip.core.inputs).isEmpty();
  }

  @Test
  void contactIsTakenBack() {
    registrant.register();
    second.register();
    assertThat(
            contacts(registrant.register("Contact: " + registrant.contact(";expires=0") + "\r\n")))
        .containsExactly("<sip:2001@10.0.1.2:5062>;expires=3600");
    assertThat(kept()).hasSize(1);
  }

  @Test
  void starTakesAllContactsBack() {
    registrant.register();
    second.register();
    assertThat(contacts(registrant.register("Contact: *\r\nExpires: 0\r\n"))).isEmpty();
    assertThat(kept()).isEmpty();
    sip.alice.invite("2001");
    sip.alice.expectResponse(480);
  }

  @Test
  void starWithoutExpires0OrWithAnotherContactIs400() {
    registrant.register();
    registrant.register("Contact: *\r\n", 400);
    registrant.register("Contact: *\r\nExpires: 60\r\n", 400);
    registrant.register("Contact: *\r\nExpires: 0\r\n" + registrant.contact(), 400);
    assertThat(kept()).hasSize(1);
  }

  @Test
  void sameContactInOtherWordsIsRenewedAndNotAdded() {
    registrant.register("Contact: <sip:2001@Desk.Example;transport=udp;line=1>\r\n");
    SipResponse ok = registrant.register("Contact: <sip:%32001@desk.example;Transport=UDP>\r\n");
    assertThat(contacts(ok)).hasSize(1);
    assertThat(contacts(registrant.register("Contact: <sip:2001@desk.example>\r\n"))).hasSize(2);
  }

  @Test
  void registerThatWasOvertakenIs500AndChangesNothing() {
    registrant.cseq = 10;
    registrant.register();
    registrant.cseq = 8;
    registrant.register("Contact: " + registrant.contact(";expires=0") + "\r\n", 500);
    registrant.cseq = 8;
    registrant.register("Contact: *\r\nExpires: 0\r\n", 500);
    assertThat(kept()).hasSize(1);
    registrant.callId = "restarted@10.0.1.1";
    registrant.cseq = 1;
    registrant.register();
    assertThat(kept()).extracting(RegisteredContact::callId).containsExactly("restarted@10.0.1.1");
  }

  @Test
  void moreThanTenContactsAre403AndChangeNothing() {
    registrant.register(contacts(1, 10));
    registrant.register(contacts(11, 11), 403);
    registrant.register(contacts(12, 111), 403);
    assertThat(kept()).hasSize(10);
    registrant.register(contacts(1, 1).replace(">", ">;expires=0") + contacts(11, 11));
    assertThat(kept()).hasSize(10);
  }

  private static String contacts(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(port -> "Contact: <sip:2001@10.0.1.1:" + port + ">\r\n")
        .collect(Collectors.joining());
  }

  @Test
  void contactThatCannotBeCalledIs400() {
    registrant.register("Contact: <tel:110>\r\n", 400);
    registrant.register("Contact: <mailto:bob@example.com>\r\n", 400);
    registrant.register("Contact: sip:2001@10.0.1.1?Route=%3Csip:10.6.6.6%3E\r\n", 400);
    registrant.register("Contact: <sip:2001@10.0.1.1;line=" + "x".repeat(500) + ">\r\n", 400);
    assertThat(sip.core.inputs).isEmpty();
  }

  @Test
  void callIdThatIsTooLongToKeepIs400() {
    registrant.callId = "x".repeat(501);
    registrant.register(registrant.contact(), 400);
  }

  @Test
  void senselessExpiresAndQCountAsNone() {
    registrant.register("Contact: " + registrant.contact(";expires=soon;q=7") + "\r\n");
    assertThat(kept().get(0).preference()).isEqualTo(1_000);
    assertThat(kept().get(0).expiresAtMillis()).isEqualTo(sip.clock.epochMillis() + 3_600_000);
  }

  @Test
  void requiredExtensionIs420() {
    registrant.send("Require: path, outbound\r\n" + registrant.contact());
    assertThat(desk.expectResponse(420).header("Unsupported")).contains("path, outbound");
  }

  @Test
  void unknownDnIs404AndADnWithoutPassword403() {
    new Registrant(desk, "2999").send("");
    desk.expectResponse(404);
    new Registrant(desk, "1001").send("");
    desk.expectResponse(403);
  }

  @Test
  void refusedTelephoneCostsNoMemory() {
    registrant.send(registrant.contact());
    desk.expectResponse(401);
    assertThat(sip.engine.transactions()).isZero();
  }

  @Test
  void expiredContactIsTakenOutAndToldAndCounted() {
    registrant.register("Expires: 60\r\n" + registrant.contact());
    second.register("Expires: 120\r\n" + second.contact());
    sip.passMillis(59_999);
    assertThat(kept()).hasSize(2);
    sip.passMillis(1);
    assertThat(kept()).extracting(RegisteredContact::uri).containsExactly("sip:2001@10.0.1.2:5062");
    sip.passMillis(60_000);
    assertThat(kept()).isEmpty();
    assertThat(sip.counters.expiredRegistrations.sum()).isEqualTo(2);
    sip.alice.invite("2001");
    sip.alice.expectResponse(480);
  }

  @Test
  void brieferRegistrationThatCameLaterExpiresFirst() {
    registrant.register("Expires: 600\r\n" + registrant.contact());
    second.register("Expires: 60\r\n" + second.contact());
    sip.passMillis(60_000);
    assertThat(kept()).extracting(RegisteredContact::uri).containsExactly("sip:2001@10.0.1.1:5060");
  }

  @Test
  void renewedContactDoesNotExpire() {
    registrant.register("Expires: 60\r\n" + registrant.contact());
    sip.passMillis(30_000);
    registrant.register("Expires: 60\r\n" + registrant.contact());
    sip.passMillis(59_000);
    assertThat(kept()).hasSize(1);
    assertThat(sip.core.inputs).hasSize(2).hasOnlyElementsOfType(RegistrationChanged.class);
  }

  @Test
  void twoRegistersInQuickSuccessionLoseNothingThoughTheCoreLags() {
    sip.core.isDeaf = true;
    registrant.sendWithPassword(registrant.contact());
    sip.core.isDeaf = false;
    second.register();
    assertThat(kept()).hasSize(2);
  }

  @Test
  void optionsTellsThatTelephonesMayRegister() {
    sip.stranger.invite("1002");
    sip.stranger.clear();
    sip.stranger.request("OPTIONS", "");
    assertThat(sip.stranger.expectResponse(200).header("Allow").orElseThrow()).contains("REGISTER");
  }
}
