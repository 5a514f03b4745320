package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;

/** Who proves to be a DN (RFC 3261 22, RFC 7616, RFC 8760). */
class AuthenticationTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone desk = sip.telephone("2001", "udp:10.0.1.1:5060");
  private final Registrant registrant = new Registrant(desk, "2001");

  private SipResponse challenge() {
    registrant.send(registrant.contact());
    return desk.expectResponse(401);
  }

  private void send(String credentials) {
    registrant.send(registrant.contact() + credentials);
  }

  /** A 401 that asks anew, as to somebody whose password is wrong. */
  private void expectChallenge() {
    assertThat(challenges(desk.expectResponse(401), "WWW-Authenticate"))
        .hasSize(2)
        .noneMatch(value -> value.contains("stale"));
    assertThat(sip.core.inputs).isEmpty();
  }

  private static List<String> challenges(SipResponse response, String header) {
    return response.headers().stream().filter(h -> h.is(header)).map(Header::value).toList();
  }

  @Test
  void sha256IsOfferedBeforeMd5() {
    List<String> challenges = challenges(challenge(), "WWW-Authenticate");
    assertThat(challenges).hasSize(2).allMatch(c -> c.startsWith("Digest realm=\"lab\", nonce="));
    assertThat(challenges).allMatch(c -> c.contains("qop=\"auth\""));
    assertThat(challenges.get(0)).contains("algorithm=SHA-256");
    assertThat(challenges.get(1)).contains("algorithm=MD5");
  }

  @Test
  void eitherAlgorithmIsTaken() {
    registrant.register();
    registrant.algorithm = "MD5";
    registrant.register();
    send(registrant.credentials(challenge()).replace(" algorithm=MD5,", ""));
    desk.expectResponse(200);
  }

  @Test
  void wrongPasswordIsAskedForAgain() {
    registrant.password = "guess";
    send(registrant.credentials(challenge()));
    expectChallenge();
  }

  @Test
  void passwordOfAnotherDnIsNoPassword() {
    Registrant other = new Registrant(desk, "2002");
    send(other.credentials(challenge()));
    expectChallenge();
    send(other.credentials(challenge()).replace("username=\"2002\"", "username=\"2001\""));
    expectChallenge();
    send(registrant.credentials(challenge()).replace("username=\"2001\"", "username=\"2002\""));
    expectChallenge();
  }

  @Test
  void credentialsForAnotherServerCountAsNone() {
    registrant.realm = "elsewhere";
    send(registrant.credentials(challenge()));
    expectChallenge();
    send("Authorization: NoOneKnowsThisScheme opaque-data=here\r\n");
    expectChallenge();
    String theirs = registrant.credentials(challenge());
    registrant.realm = "lab";
    send(theirs + registrant.credentials(challenge()));
    desk.expectResponse(200);
  }

  @Test
  void proofWithoutQopOrByAnotherAlgorithmIsAskedForAgain() {
    String right = registrant.credentials(challenge());
    send(right.replace(" qop=auth,", ""));
    expectChallenge();
    send(right.replace("qop=auth", "qop=auth-int"));
    expectChallenge();
    send(right.replace("SHA-256", "SHA-512-256"));
    expectChallenge();
  }

  @Test
  void incompleteProofOrOneOfAnotherRequestIs400() {
    SipResponse challenge = challenge();
    String right = registrant.credentials(challenge);
    send(right.replace("nc=00000001", "nc=1"));
    desk.expectResponse(400);
    send(right.replace(", cnonce=\"0a4f113b\"", ""));
    desk.expectResponse(400);
    send(
        registrant.authorization(
            "Authorization", challenge, "REGISTER", "sip:elsewhere.example", 1));
    desk.expectResponse(400);
    assertThat(sip.core.inputs).isEmpty();
  }

  @Test
  void proofOfAnotherMethodIsNone() {
    send(registrant.authorization("Authorization", challenge(), "INVITE", "sip:10.0.0.50", 1));
    expectChallenge();
  }

  @Test
  void nonceServesForFiveMinutesAndIsStaleThen() {
    SipResponse challenge = challenge();
    send(registrant.credentials(challenge));
    desk.expectResponse(200);
    sip.passMillis(300_000);
    send(registrant.authorization("Authorization", challenge, "REGISTER", "sip:10.0.0.50", 2));
    desk.expectResponse(200);
    sip.passMillis(1);
    send(registrant.authorization("Authorization", challenge, "REGISTER", "sip:10.0.0.50", 3));
    SipResponse stale = desk.expectResponse(401);
    assertThat(challenges(stale, "WWW-Authenticate")).allMatch(c -> c.contains("stale=true"));
    send(registrant.credentials(stale));
    desk.expectResponse(200);
  }

  @Test
  void staleIsToldOnlyToWhoKnowsThePassword() {
    SipResponse challenge = challenge();
    sip.passMillis(300_001);
    registrant.password = "guess";
    send(registrant.credentials(challenge));
    expectChallenge();
  }

  @Test
  void nonceOfAnotherHostOrOfNobodyIsStale() {
    Telephone elsewhere = sip.telephone("2001", "udp:10.6.6.7:5060");
    Registrant thief = new Registrant(elsewhere, "2001");
    thief.send(thief.contact() + registrant.credentials(challenge()));
    assertThat(challenges(elsewhere.expectResponse(401), "WWW-Authenticate"))
        .allMatch(c -> c.contains("stale=true"));
    for (String nonce : List.of("x", "AAAA", "A".repeat(32), "%%%", "A".repeat(2_000))) {
      send(registrant.authorization("Authorization", nonce, "REGISTER", "sip:10.0.0.50", 1));
      assertThat(challenges(desk.expectResponse(401), "WWW-Authenticate"))
          .allMatch(c -> c.contains("stale=true"));
    }
    assertThat(sip.core.inputs).isEmpty();
  }

  @Test
  void hostileCredentialsAreRefusedAndHarmNobody() {
    sip.talk();
    sip.lose("SIP/2.0 4");
    String parameter = ", x=\"" + "\\\"".repeat(50) + "\"";
    for (String credentials :
        List.of(
            "Digest",
            "Digest username=\"2001",
            "Digest ,,,,",
            "Digest realm=\"lab\", realm=\"lab\", qop=auth, qop=auth",
            "Digest realm=\"lab\", qop=auth, algorithm=" + "A".repeat(7_000),
            "Digest realm=\"lab\", qop=auth" + parameter.repeat(70),
            "Digest realm=\"lab\", qop=auth, uri=\"" + "sip:".repeat(1_500) + "\"")) {
      send("Authorization: " + credentials + "\r\n");
    }
    send(("Authorization: Digest realm=\"lab\", qop=auth" + parameter + "\r\n").repeat(150));
    sip.lose();
    desk.clear();
    assertThat(sip.counters.dropped.sum()).as("errors of our own").isZero();
    registrant.register();
    sip.alice.bye();
    sip.bob.expectRequest("BYE");
  }

  // ---- callers

  @Test
  void callerAtAnUnknownAddressProvesToBeADn() {
    desk.invite("1002");
    SipResponse challenge = desk.expectResponse(407);
    assertThat(challenges(challenge, "Proxy-Authenticate")).hasSize(2);
    desk.ackFailure(challenge);
    assertThat(sip.engine.transactions()).isZero();
    inviteAgain(challenge);
    SipRequest invite = sip.bob.expectRequest("INVITE");
    assertThat(invite.header("Proxy-Authorization")).isEmpty();
    assertThat(invite.header("Authorization")).isEmpty();
    sip.bob.answer(invite, 200, "v=0\r\n");
    desk.expectResponse(200);
    desk.ack();
    sip.bob.expectRequest("ACK");
    assertThat(sip.core.call().a().destination()).isEqualTo("dn:2001");
    desk.bye();
    sip.bob.expectRequest("BYE");
    desk.expectResponse(200);
  }

  private void inviteAgain(SipResponse challenge) {
    desk.extraHeaders =
        "Authorization: Digest username=\"2001\", realm=\"other\"\r\n"
            + registrant.authorization(
                "Proxy-Authorization", challenge, "INVITE", "sip:1002@10.0.0.50:5060", 1);
    desk.invite("1002");
    desk.extraHeaders = "";
  }

  @Test
  void callerWithTheWrongPasswordIsAskedAgain() {
    desk.invite("1002");
    registrant.password = "guess";
    inviteAgain(desk.expectResponse(407));
    desk.expectResponse(407);
    sip.bob.expectNothing();
  }

  @Test
  void callerWhoseNonceIsTooOldTriesAgainByItself() {
    desk.invite("1002");
    SipResponse challenge = desk.expectResponse(407);
    sip.passMillis(300_001);
    inviteAgain(challenge);
    SipResponse stale = desk.expectResponse(407);
    assertThat(challenges(stale, "Proxy-Authenticate")).allMatch(c -> c.contains("stale=true"));
    inviteAgain(stale);
    sip.bob.expectRequest("INVITE");
  }

  @Test
  void strangerWhoSaysToBeADnWithoutPasswordIsRefused() {
    Telephone liar = sip.telephone("1001", "udp:10.6.6.8:5060");
    liar.invite("1002");
    liar.expectResponse(403);
    sip.bob.expectNothing();
  }
}
