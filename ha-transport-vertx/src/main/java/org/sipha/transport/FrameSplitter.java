package org.sipha.transport;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts the bytes of one socket into frames; keeps what has come of the next one. One thread. */
final class FrameSplitter {
  private int lengthBytes;
  private int length;
  private byte @Nullable [] frame;
  private int filled;

  /**
   * The frames, without their lengths, that these bytes complete.
   *
   * @throws MalformedFrameException if a length is 0 or more than {@link
   *     FrameCodec#MAX_FRAME_BYTES}; then nothing that follows means anything
   */
  List<byte[]> split(Buffer bytes) throws MalformedFrameException {
    List<byte[]> frames = new ArrayList<>();
    int at = 0;
    while (at < bytes.length()) {
      if (frame == null) {
        at = readLength(bytes, at);
      } else {
        int part = Math.min(frame.length - filled, bytes.length() - at);
        bytes.getBytes(at, at + part, frame, filled);
        at += part;
        filled += part;
        if (filled == frame.length) {
          frames.add(frame);
          frame = null;
        }
      }
    }
    return frames;
  }

  private int readLength(Buffer bytes, int from) throws MalformedFrameException {
    int at = from;
    while (at < bytes.length() && lengthBytes < FrameCodec.LENGTH_BYTES) {
      length = length << Byte.SIZE | bytes.getUnsignedByte(at++);
      lengthBytes++;
    }
    if (lengthBytes == FrameCodec.LENGTH_BYTES) {
      if (length < 1 || length > FrameCodec.MAX_FRAME_BYTES) {
        throw new MalformedFrameException(
            "a frame of " + Integer.toUnsignedLong(length) + " bytes was announced");
      }
      frame = new byte[length];
      filled = 0;
      length = 0;
      lengthBytes = 0;
    }
    return at;
  }
}
