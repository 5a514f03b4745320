package org.sipha.sip.b2bua;

import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import org.sipha.core.call.CallId;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.Via;

/**
 * What this server writes into messages about itself: the same on both servers of a pair, but for
 * random parts.
 */
public final class LocalEnd {
  static final String ALLOWED =
      "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY, MESSAGE";

  private final SipAddress address;
  private final Random random;

  /** The service address of the pair. */
  public LocalEnd(SipAddress address) {
    this.address = address;
    this.random = new SecureRandom();
  }

  Header contact() {
    return new Header("Contact", "<sip:" + address.hostPort() + ">");
  }

  List<Header> allow() {
    return List.of(new Header("Allow", ALLOWED));
  }

  String newBranch() {
    return Via.MAGIC_COOKIE + Long.toHexString(random.nextLong());
  }

  String via(String branch) {
    return "SIP/2.0/UDP " + address.hostPort() + ";branch=" + branch + ";rport";
  }

  String newTag(CallId id, char leg) {
    return CallTag.of(id, leg, random.nextInt());
  }

  /** Call-ID of the callee's leg. */
  String newCallId(CallId id) {
    return id + "-" + Long.toHexString(random.nextLong()) + "@" + address.host();
  }
}
