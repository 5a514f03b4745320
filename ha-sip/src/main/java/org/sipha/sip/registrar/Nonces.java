package org.sipha.sip.registrar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that needn't be remembered: the time, and a keyed hash of it and of the address that was
 * asked (RFC 7616 5.4). The key is this server's own, so that a nonce of the server before is as
 * good as an old one.
 */
final class Nonces {
  /** How long one may be used. */
  static final long VALID_MILLIS = TimeUnit.MINUTES.toMillis(5);

  private static final String ALGORITHM = "HmacSHA256";
  private static final int HASH_BYTES = 16;

  private final LongSupplier epochMillis;
  private final SecretKeySpec key;

  Nonces(LongSupplier epochMillis) {
    this.epochMillis = epochMillis;
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, ALGORITHM);
  }

  /** One for whoever is at that host. */
  String next(String host) {
    return at(epochMillis.getAsLong(), host);
  }

  /** Whether it was made here, for that host, and isn't too old. */
  boolean isFresh(String nonce, String host) {
    long madeAt;
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(nonce);
      if (bytes.length != Long.BYTES + HASH_BYTES) {
        return false;
      }
      madeAt = ByteBuffer.wrap(bytes).getLong();
    } catch (IllegalArgumentException e) {
      return false;
    }
    long age = epochMillis.getAsLong() - madeAt;
    return age >= 0
        && age <= VALID_MILLIS
        && MessageDigest.isEqual(nonce.getBytes(UTF_8), at(madeAt, host).getBytes(UTF_8));
  }

  private String at(long millis, String host) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] hash = mac.doFinal((millis + " " + host).getBytes(UTF_8));
      byte[] nonce =
          ByteBuffer.allocate(Long.BYTES + HASH_BYTES)
              .putLong(millis)
              .put(Arrays.copyOf(hash, HASH_BYTES))
              .array();
      return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
