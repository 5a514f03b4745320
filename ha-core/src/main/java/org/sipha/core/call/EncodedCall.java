package org.sipha.core.call;

import java.util.Arrays;

/**
 * A call as it came over the HA connection: a backup only keeps it, and decodes it when it has to
 * act on it.
 */
public final class EncodedCall implements CallBody {
  private final byte[] bytes;

  /** Takes the array over: the caller must not change it afterwards. */
  public EncodedCall(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The encoded content; the array must not be changed (not copied: memory per call is a headline
   * figure).
   */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public Call decoded(CallCodec codec) {
    return codec.decode(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedCall && Arrays.equals(bytes, ((EncodedCall) other).bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "EncodedCall[" + bytes.length + " bytes]";
  }
}
