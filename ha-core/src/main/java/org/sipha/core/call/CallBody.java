package org.sipha.core.call;

/** The content of a call: plain values where it is worked on, encoded where it is only kept. */
public sealed interface CallBody permits Call, EncodedCall {
  /**
   * The content as values.
   *
   * @throws IllegalArgumentException if encoded bytes can't be decoded
   */
  Call decoded(CallCodec codec);
}
