package org.sipha.transport;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallBody;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.Leg;
import org.sipha.core.call.PendingInvite;
import org.sipha.core.call.Version;
import org.sipha.core.link.Frame;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.core.registration.Registration;
import org.sipha.core.registration.RegistrationRecord;
import org.sipha.core.role.Role;
import org.sipha.core.sync.SyncState;

/**
 * One fixed frame of each kind, with every field set to something that isn't its default, and an
 * ordinary call.
 */
final class Samples {
  /** {@code application-name} in the Hello. */
  static final String NODE_NAME = "sips-a";

  static final String OFFER = sdp("1001", "10.0.0.9", 40_000);
  static final String ANSWER = sdp("2002", "10.0.0.17", 52_000);
  private static final long SESSION = 0x8877665544332211L;
  private static final Blocker SETTLING =
      new Blocker(BlockerCode.SETTLING, "23 s of 60 s since the HA connection was established");

  private Samples() {}

  /** An answered call between two phones, each with its SDP, as most calls are. */
  static Call call() {
    return new Call(
        CallId.of(7, 1, 4_711),
        CallState.CONFIRMED,
        false,
        1_790_000_000_000L,
        "1001",
        "2002",
        new Leg(
            "7f9c2ba4-e88f-11ef-9cd2-0242ac120002@10.0.0.9",
            "a-0000720000001267-1",
            "as58f4201b",
            "<sip:2002@10.0.0.50>",
            "\"Alice\" <sip:1001@10.0.0.50>",
            "sip:1001@10.0.0.9:6001",
            List.of(),
            "udp:10.0.0.9:6001",
            "dn:1001",
            1,
            102,
            OFFER,
            null),
        new Leg(
            "0000720000001267-5d2c8f1e33a94b70",
            "b-0000720000001267-1",
            "314159-2653",
            "\"Alice\" <sip:1001@10.0.0.50>",
            "<sip:2002@10.0.0.50>",
            "sip:2002@10.0.0.17:5060;transport=udp",
            List.of(),
            "udp:10.0.0.17:5060",
            "dn:2002",
            1,
            0,
            ANSWER,
            null),
        1_790_000_004_000L,
        List.of(1, 2),
        1_790_003_604_000L,
        1_790_001_804_000L);
  }

  /**
   * A ringing multisite call, through proxies, with different URIs on its legs and all that a
   * ringing call has.
   */
  static Call ringing() {
    return new Call(
        CallId.of(8, 2, 1),
        CallState.EARLY,
        true,
        1_790_000_000_001L,
        "sip:anonymous@anonymous.invalid",
        "9004420",
        new Leg(
            "c1",
            "t1",
            "r1",
            "<sip:9004420@10.0.0.50>",
            "<sip:anonymous@anonymous.invalid>",
            "sip:10.0.0.9",
            List.of("<sip:p1.example;lr>", "<sip:p2.example;lr>"),
            "tcp:10.0.0.9:6001",
            "dn:1001",
            0,
            7,
            "",
            PendingInvite.received(
                7,
                List.of("SIP/2.0/TCP 10.0.0.9:6001;branch=z9hG4bK1;rport=6001"),
                List.of("<sip:p1.example;lr>"))),
        new Leg(
            "c2",
            "t2",
            null,
            "<sip:1001@10.0.0.50>",
            "<sip:004420@west.example>",
            "sip:west.example",
            List.of(),
            "udp:10.0.0.9:6070",
            "trunk:west",
            1,
            0,
            null,
            PendingInvite.sent(
                    1,
                    "SIP/2.0/UDP 10.0.0.50;branch=z9hG4bK2",
                    69,
                    List.of("Subject: lunch", "Contact: <sip:10.0.0.50>"))
                .answeredReliably(988_789)),
        0,
        List.of(2),
        1_790_000_030_001L,
        0);
  }

  static CallRecord record(Call call) {
    return record(call, call);
  }

  static CallRecord record(Call call, CallBody body) {
    return new CallRecord(
        call.id(),
        new Version(7, 3, 1),
        SESSION,
        call.multisite(),
        call.state(),
        body,
        call.nextTimerMillis());
  }

  static Frame ack(long received) {
    return new Frame.Ack(SESSION, received);
  }

  static Frame data(PeerMessage message) {
    return new Frame.Data(SESSION, 300, 9, message);
  }

  /** All of them, of each protocol version. */
  static Map<String, Frame> frames() {
    Map<String, Frame> frames = new LinkedHashMap<>(newIn(1));
    newIn(2).forEach((name, frame) -> frames.put(name + " of protocol 2", frame));
    return frames;
  }

  /** Those that are new in a protocol version, by the name under which each is recorded. */
  static Map<String, Frame> newIn(int protocol) {
    Map<String, Frame> frames = new LinkedHashMap<>();
    for (Frame frame : protocol == 1 ? plainFrames() : ofProtocol2()) {
      frames.put(name(frame), frame);
    }
    if (protocol == 1) {
      for (PeerMessage message : messages()) {
        frames.put("Data." + message.getClass().getSimpleName(), data(message));
      }
    }
    return frames;
  }

  private static String name(Frame frame) {
    String kind = frame.getClass().getSimpleName();
    return frame instanceof Frame.Heartbeat beat && beat.promise() != Frame.Promise.NONE
        ? kind + "." + beat.promise()
        : kind;
  }

  private static List<Frame> ofProtocol2() {
    return List.of(
        new Frame.HelloAck(2, SESSION),
        new Frame.Heartbeat(
            SESSION,
            299,
            -1_234_567_890_123L,
            9_876_543_210L,
            status(),
            Frame.Promise.NONE,
            1_796_034_000_123L),
        new Frame.Heartbeat(SESSION, 300, 5, 6, status(), Frame.Promise.WANTED, null),
        new Frame.Heartbeat(SESSION, 301, 7, 8, status(), Frame.Promise.GIVEN, null));
  }

  private static List<Frame> plainFrames() {
    return List.of(
        new Frame.Hello(
            1,
            2,
            "0.1.0",
            "pair",
            NODE_NAME,
            1,
            0xfedcba9876543210L,
            "0f3c2b1a-boot",
            "file",
            "/var/lib/sipha/pair.lock#66306:42",
            "10.0.0.1:8080",
            Map.of("sip-port", "1f2e"),
            Map.of("ha-drain-timeout", "77aa"),
            true,
            status(),
            -5,
            new Frame.Resumption(SESSION, 299)),
        new Frame.HelloAck(1, SESSION),
        new Frame.Reject(
            Frame.Reject.Reason.SAME_SERVER_ID, "both servers have server-id 1", status()),
        new Frame.Heartbeat(
            SESSION, 299, -1_234_567_890_123L, 9_876_543_210L, status(), Frame.Promise.NONE, null),
        new Frame.Goodbye(SESSION),
        new Frame.Ack(SESSION, 299),
        new Frame.Fenced(SESSION, 10));
  }

  private static List<PeerMessage> messages() {
    PeerMessage.Held held = new PeerMessage.Held(CallId.of(7, 1, 5), new Version(7, 130, 1));
    return List.of(
        new PeerMessage.CallChange(record(call())),
        new PeerMessage.SyncCall(record(ringing())),
        new PeerMessage.CarryOver(record(call())),
        new PeerMessage.CallEnd(CallId.of(7, 1, 5), new Version(8, 1, 1)),
        new PeerMessage.DigestRequest(3, 12, new PeerMessage.Buckets(8, List.of(0, 255))),
        new PeerMessage.Digests(3, new PeerMessage.Buckets(8, List.of(7)), List.of(0L, -1L)),
        new PeerMessage.InventoryRequest(3, new PeerMessage.Buckets(12, List.of(0, 4_095))),
        new PeerMessage.InventoryPart(3, List.of(held, held), List.of(held), true),
        new PeerMessage.MissingCalls(List.of(CallId.of(7, 1, 5), CallId.of(7, 1, 6))),
        new PeerMessage.CarryOverRequest(List.of(CallId.of(7, 2, 5))),
        new PeerMessage.NothingToCarry(CallId.of(7, 2, 5)),
        new PeerMessage.HandOver(11, true),
        new PeerMessage.HandOverConfirmed(11),
        new PeerMessage.HandOverRefused(11, "the epoch can't be written"),
        new PeerMessage.HandOverVoid(11),
        new PeerMessage.RightReleased(11),
        new PeerMessage.SwitchoverRequest(17, true),
        new PeerMessage.SwitchoverAnswer(
            17,
            new CommandResult(
                CommandResult.Outcome.REFUSED,
                "not ready",
                "sips-b",
                List.of(new PeerMessage.NodeBlocker("sips-b", SETTLING)))),
        new PeerMessage.ClaimPrimary(-3),
        new PeerMessage.AgreePrimary(-3),
        new PeerMessage.RegistrationChange(registration()),
        new PeerMessage.RegistrationsTold(),
        new PeerMessage.SettingsConfigured(Map.of("ha-drain-timeout", "77aa")));
  }

  static RegistrationRecord registration() {
    return new RegistrationRecord(
        new Registration(
            "1001",
            List.of(
                new RegisteredContact(
                    "sip:1001@10.1.0.7:5062;transport=tcp",
                    "tcp:10.1.0.7:40123",
                    1_790_000_000_000L,
                    500,
                    "a84b4c76e66710",
                    1_826))),
        new Version(9, 3, 1));
  }

  static Frame.PeerStatus status() {
    return new Frame.PeerStatus(
        Role.PRIMARY,
        9,
        10,
        30_000,
        120,
        true,
        true,
        true,
        true,
        true,
        List.of(SETTLING),
        new Frame.SyncReport(SyncState.RUNNING, 1_204, 28_796, 1_210, 2, 500, -1),
        false);
  }

  private static String sdp(String user, String host, int port) {
    return "v=0\r\no="
        + user
        + " 3899202481 3899202481 IN IP4 "
        + host
        + "\r\ns=-\r\nc=IN IP4 "
        + host
        + "\r\nt=0 0\r\nm=audio "
        + port
        + " RTP/AVP 9 8 0 101\r\na=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\n"
        + "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n"
        + "a=ptime:20\r\na=sendrecv\r\n";
  }
}
