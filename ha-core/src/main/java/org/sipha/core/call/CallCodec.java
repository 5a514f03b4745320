package org.sipha.core.call;

/**
 * Port: the encoded form of a call, the same for the HA connection and for a backup's memory.
 * Thread-safe.
 */
public interface CallCodec {
  /** Encodes a call; a call of ordinary size takes one to two kilobytes. */
  byte[] encode(Call call);

  /**
   * Decodes what {@link #encode} of this or another version wrote.
   *
   * @throws IllegalArgumentException if the bytes aren't an encoded call
   */
  Call decode(byte[] bytes);
}
