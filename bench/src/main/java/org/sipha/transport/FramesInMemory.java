package org.sipha.transport;

import io.vertx.core.buffer.Buffer;
import org.sipha.core.call.CallCodec;
import org.sipha.core.link.Frame;

/** The encoding of the HA connection for benchmarks, which have no socket. */
public final class FramesInMemory {
  private final FrameCodec codec;

  /** Frames with calls in this encoding. */
  public FramesInMemory(CallCodec calls) {
    codec = new FrameCodec(calls);
  }

  /** As it goes over the wire, with its length before it. */
  public Buffer encode(Frame frame) {
    Buffer buffer = Buffer.buffer();
    codec.encode(frame, buffer);
    return buffer;
  }

  /** Without the length, as what comes from the wire is decoded. */
  public static byte[] withoutLength(Buffer encoded) {
    return encoded.getBytes(FrameCodec.LENGTH_BYTES, encoded.length());
  }

  /**
   * The frame in these bytes.
   *
   * @throws IllegalArgumentException if they aren't a frame
   */
  public Frame decode(byte[] bytes) {
    try {
      return codec.decode(bytes);
    } catch (MalformedFrameException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
