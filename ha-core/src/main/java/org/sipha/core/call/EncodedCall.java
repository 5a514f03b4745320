package org.sipha.core.call;

import java.util.Arrays;

/**
 * A call as it goes over the HA connection. So it is kept too, and only decoded when somebody acts
 * on it; packed if it is expected to be kept for long.
 */
public final class EncodedCall implements CallBody {
  private final byte[] bytes;

  /** Of the encoded content if {@code bytes} are its packed form, else 0. */
  private final int packedLength;

  /** Takes the array over: the caller must not change it afterwards. */
  public EncodedCall(byte[] bytes) {
    this(bytes, 0);
  }

  private EncodedCall(byte[] bytes, int packedLength) {
    this.bytes = bytes;
    this.packedLength = packedLength;
  }

  /** The same content, in less memory if it can be packed. */
  EncodedCall packed(CallPacker packer) {
    if (packedLength > 0) {
      return this;
    }
    byte[] packed = packer.pack(bytes);
    return packed.length < bytes.length ? new EncodedCall(packed, bytes.length) : this;
  }

  /**
   * The encoded content; the array must not be changed (not copied: memory per call is a headline
   * figure).
   */
  public byte[] bytes() {
    return packedLength > 0 ? CallPacker.unpack(bytes, packedLength) : bytes;
  }

  /** Length of the encoded content, in bytes. */
  public int length() {
    return packedLength > 0 ? packedLength : bytes.length;
  }

  @Override
  public Call decoded(CallCodec codec) {
    return codec.decode(bytes());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedCall && Arrays.equals(bytes(), ((EncodedCall) other).bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }

  @Override
  public String toString() {
    return "EncodedCall[" + length() + " bytes]";
  }
}
