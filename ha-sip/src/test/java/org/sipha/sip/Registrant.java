package org.sipha.sip;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipResponse;

/** What a telephone does to register and to prove its user's password. */
final class Registrant {
  private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");
  private static int branches;

  final Telephone telephone;
  final String dn;
  String password;
  String algorithm = "SHA-256";
  String realm = "lab";
  String callId;
  long cseq;

  Registrant(Telephone telephone, String dn) {
    this.telephone = telephone;
    this.dn = dn;
    password = "secret-" + dn;
    callId = "register-" + dn + "@" + telephone.address.host();
  }

  /** Its usual Contact header. */
  String contact() {
    return "Contact: " + contact("") + "\r\n";
  }

  String contact(String parameters) {
    String transport =
        telephone.address.isReliable() ? ";transport=" + telephone.address.transport() : "";
    return "<sip:" + dn + "@" + telephone.address.hostPort() + transport + ">" + parameters;
  }

  /** Registers its usual contact; the answer is a 200. */
  SipResponse register() {
    return register(contact());
  }

  /** Sends such headers, once more with the password when it is asked for it; gets a 200. */
  SipResponse register(String headers) {
    return register(headers, 200);
  }

  SipResponse register(String headers, int status) {
    sendWithPassword(headers);
    return telephone.expectResponse(status);
  }

  /** Sends such headers, and once more with the password, for which it is asked. */
  void sendWithPassword(String headers) {
    send(headers);
    send(headers + credentials(telephone.expectResponse(401)));
  }

  /** Sends a REGISTER with such headers. */
  void send(String headers) {
    cseq++;
    telephone.raw(
        "REGISTER sip:10.0.0.50 SIP/2.0\r\n"
            + "Via: SIP/2.0/"
            + telephone.address.transport().toUpperCase(Locale.ROOT)
            + " "
            + telephone.address.hostPort()
            + ";rport;branch=z9hG4bK-register-"
            + branches++
            + "\r\nFrom: <sip:"
            + dn
            + "@10.0.0.50>;tag=r\r\nTo: <sip:"
            + dn
            + "@10.0.0.50>\r\nCall-ID: "
            + callId
            + "\r\nCSeq: "
            + cseq
            + " REGISTER\r\n"
            + headers
            + "Content-Length: 0\r\n\r\n");
  }

  /** The Authorization header that answers a challenge. */
  String credentials(SipResponse challenge) {
    return authorization("Authorization", challenge, "REGISTER", "sip:10.0.0.50", 1);
  }

  /** The header that proves the password to such a request. */
  String authorization(
      String header, SipResponse challenge, String method, String uri, int nonceCount) {
    return authorization(header, nonce(challenge), method, uri, nonceCount);
  }

  String authorization(String header, String nonce, String method, String uri, int nonceCount) {
    String nc = String.format("%08x", nonceCount);
    String response =
        hash(
            String.join(
                ":",
                hash(dn + ":" + realm + ":" + password),
                nonce,
                nc,
                "0a4f113b",
                "auth",
                hash(method + ":" + uri)));
    return (header
            + ": Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\","
            + " algorithm=%s, qop=auth, nc=%s, cnonce=\"0a4f113b\", response=\"%s\"\r\n")
        .formatted(dn, realm, nonce, uri, algorithm, nc, response);
  }

  static String nonce(SipResponse challenge) {
    for (Header header : challenge.headers()) {
      Matcher nonce = NONCE.matcher(header.value());
      if (header.name().endsWith("-Authenticate") && nonce.find()) {
        return nonce.group(1);
      }
    }
    throw new AssertionError("no challenge in " + challenge.summary());
  }

  private String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
