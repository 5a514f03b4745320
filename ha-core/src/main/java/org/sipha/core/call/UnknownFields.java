package org.sipha.core.call;

import java.util.Arrays;

/**
 * What a newer version has written of a call and this one doesn't understand, encoded as it came. A
 * node that changes the call hands it on, so that it is there again when the newer version goes on
 * with the call (SPEC 9).
 */
public final class UnknownFields {
  /** Everything is understood. */
  public static final UnknownFields NONE = new UnknownFields(new byte[0]);

  private final byte[] bytes;

  /** Takes the array over: the caller must not change it afterwards. */
  public UnknownFields(byte[] bytes) {
    this.bytes = bytes;
  }

  /** As they came; the array must not be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnknownFields && Arrays.equals(bytes, ((UnknownFields) other).bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
