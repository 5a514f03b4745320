package org.sipha.sip.registrar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The proof that somebody knows a password without telling it (RFC 7616), always with {@code
 * qop=auth}. In the order in which they are offered (RFC 8760 2.4).
 */
enum Digest {
  SHA_256("SHA-256"),
  MD5("MD5");

  /** The only quality of protection. */
  static final String QOP = "auth";

  /** The name of the algorithm in messages, and to the platform. */
  final String algorithm;

  Digest(String algorithm) {
    this.algorithm = algorithm;
  }

  /** The one of that name; MD5 if none is named (RFC 7616 3.3). */
  static Optional<Digest> named(String algorithm) {
    String name = algorithm.isEmpty() ? MD5.algorithm : algorithm;
    return Arrays.stream(values()).filter(d -> d.algorithm.equalsIgnoreCase(name)).findFirst();
  }

  /** RFC 7616 3.4.1. */
  String response(
      String username,
      String realm,
      String password,
      String method,
      String uri,
      String nonce,
      String nonceCount,
      String clientNonce) {
    String user = hash(username + ":" + realm + ":" + password);
    String request = hash(method + ":" + uri);
    return hash(String.join(":", user, nonce, nonceCount, clientNonce, QOP, request));
  }

  private String hash(String text) {
    try {
      byte[] hash = MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
