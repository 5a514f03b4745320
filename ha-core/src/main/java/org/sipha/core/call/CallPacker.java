package org.sipha.core.call;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Packs encoded calls for memory (RFC 1951, with a dictionary of what most session descriptions and
 * addresses say). What is packed stays in the process that packed it, so the dictionary may change
 * with every version. One thread packs; any thread unpacks.
 */
final class CallPacker {
  /** What is said most often stands last, where it is nearest. */
  private static final byte[] DICTIONARY =
      ("a=rtpmap:96 opus/48000/2\r\na=rtpmap:9 G722/8000\r\na=rtpmap:18 G729/8000\r\n"
              + "a=fmtp:18 annexb=no\r\na=rtpmap:13 CN/8000\r\na=rtcp-mux\r\na=rtcp:\r\n"
              + "m=video RTP/SAVP a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:a=candidate: IN IP6 \r\n"
              + "a=sendonly\r\na=recvonly\r\na=inactive\r\na=maxptime:150\r\na=ptime:20\r\n"
              + ";transport=tcp;transport=tls;transport=udp;ob;lr;user=phone>trunk:tls:tcp:\"\" <sips:"
              + "v=0\r\no=- 0 0 IN IP4 192.168.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\n"
              + "m=audio 10000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
              + "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=fmtp:101 0-16\r\n"
              + "a=sendrecv\r\ndn:<sip:sip:@127.0.0.1:5060>udp:")
          .getBytes(US_ASCII);

  private @Nullable Deflater deflater;

  /** The packed form; the same array if that isn't shorter. */
  byte[] pack(byte[] bytes) {
    Deflater reused = deflater;
    if (reused == null) {
      reused = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      deflater = reused;
    }
    reused.reset();
    reused.setDictionary(DICTIONARY);
    reused.setInput(bytes);
    reused.finish();
    byte[] packed = new byte[bytes.length];
    int length = reused.deflate(packed);
    return reused.finished() ? Arrays.copyOf(packed, length) : bytes;
  }

  /** What was packed, of that length. */
  static byte[] unpack(byte[] packed, int length) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setDictionary(DICTIONARY);
      inflater.setInput(packed);
      byte[] bytes = new byte[length];
      int unpacked = inflater.inflate(bytes);
      if (unpacked != length) {
        throw new IllegalStateException(unpacked + " bytes of " + length);
      }
      return bytes;
    } catch (DataFormatException e) {
      throw new IllegalStateException("a packed call was changed", e);
    } finally {
      inflater.end();
    }
  }
}
