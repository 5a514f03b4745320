package org.sipha.transport;

import io.vertx.core.buffer.Buffer;
import org.sipha.core.call.Call;
import org.sipha.core.link.Frame;
import org.sipha.core.link.PeerMessage;

/**
 * Prints what encoding and decoding an ordinary call costs; the reason why it is done on the node's
 * own context.
 */
final class EncodingCost {
  private static final int CALLS = 100_000;
  private static final int ROUNDS = 5;

  private EncodingCost() {}

  public static void main(String[] args) throws Exception {
    ProtobufCallCodec calls = new ProtobufCallCodec();
    FrameCodec codec = new FrameCodec(calls);
    Call call = Samples.call();
    Frame frame = Samples.data(new PeerMessage.CallChange(Samples.record(call)));
    byte[] body = calls.encode(call);
    Buffer encoded = Buffer.buffer();
    codec.encode(frame, encoded);
    byte[] bytes = encoded.getBytes(FrameCodec.LENGTH_BYTES, encoded.length());
    System.out.printf("call %d bytes, frame %d bytes%n", body.length, encoded.length());
    for (int round = 1; round <= ROUNDS; round++) {
      long kept = 0; // used, so that nothing is optimized away
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        Buffer buffer = Buffer.buffer();
        codec.encode(frame, buffer);
        kept += buffer.length();
      }
      long framesEncoded = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        kept += codec.decode(bytes).hashCode();
      }
      long framesDecoded = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        kept += calls.decode(body).startedAtMillis();
      }
      long callsDecoded = System.nanoTime();
      System.out.printf(
          "round %d: encode frame %.2f us, decode frame %.2f us, decode call %.2f us (%d)%n",
          round,
          micros(framesEncoded - start),
          micros(framesDecoded - framesEncoded),
          micros(callsDecoded - framesDecoded),
          kept);
    }
  }

  private static double micros(long nanos) {
    return nanos / 1_000.0 / CALLS;
  }
}
