package org.sipha.transport;

import java.util.List;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.Leg;
import org.sipha.core.call.Version;

/**
 * Answered calls between two telephones, each with its session description, that nobody has made.
 */
public final class SampleCalls {
  private static final String SDP =
      "v=0\r\no=- 20518 0 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
          + "m=audio 40000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
          + "a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n";

  private SampleCalls() {}

  /** A call. */
  public static Call call(int number) {
    return new Call(
        CallId.of(7, 1, number),
        CallState.CONFIRMED,
        false,
        1_790_000_000_000L,
        "1001",
        "2002",
        leg("a-" + number, "udp:10.0.0.9:6001", "dn:1001"),
        leg("b-" + number, "udp:10.0.0.17:5060", "dn:2002"),
        1_790_000_004_000L,
        List.of(1),
        0,
        0);
  }

  /** A call as a node keeps it. */
  public static CallRecord record(int number) {
    return CallRecord.of(call(number), new Version(7, 4, 1), 42);
  }

  private static Leg leg(String name, String address, String destination) {
    return new Leg(
        name + "-7f9c2ba4-e88f-11ef-9cd2-0242ac120002@10.0.0.9",
        "t-0000720000001267-1",
        "as58f4201b",
        "<sip:2002@10.0.0.50>",
        "\"Alice\" <sip:1001@10.0.0.50>",
        "sip:1001@10.0.0.9:6001",
        List.of(),
        address,
        destination,
        1,
        102,
        SDP,
        null);
  }
}
