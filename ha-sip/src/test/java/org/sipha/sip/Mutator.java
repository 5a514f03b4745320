package org.sipha.sip;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

/** Damages messages, the same ones in the same way for the same seed. */
public final class Mutator {
  private static final String[] PIECES = {
    "\r\n",
    "\r\n\r\n",
    "\n ",
    ";",
    ",",
    "\"",
    "<",
    ">",
    "SIP/2.0",
    "sip:",
    "Via: ",
    "Content-Length: 999999999",
    "Content-Length: -5",
    "CSeq: 99999999999999 INVITE",
    "\0",
    "%00",
    "\u00ff\u00fe",
    "tag=",
    ";lr",
    "[::1]",
    ":::::",
    "m: *\r\n",
    "Via: SIP/2.0/UDP [::1\r\n",
    "From: \"" + "x".repeat(300) + "\r\n",
    "Route: ,,,,\r\n",
    "f: <sip:>\r\n"
  };

  private final Random random;
  private final String[] pieces;

  /** With more pieces to be put in anywhere than there are. */
  public Mutator(long seed, String... more) {
    random = new Random(seed);
    pieces = Stream.concat(Stream.of(PIECES), Stream.of(more)).toArray(String[]::new);
  }

  /** The message with one to four changes; never empty. */
  public byte[] mutated(byte[] message) {
    byte[] changed = message;
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(changed.length);
      byte[] head = Arrays.copyOf(changed, at);
      byte[] rest = Arrays.copyOfRange(changed, at, changed.length);
      int cut = Math.min(rest.length, random.nextInt(60));
      switch (random.nextInt(5)) {
        case 0 -> changed[at] = (byte) random.nextInt(256);
        case 1 -> changed = head;
        case 2 -> changed = spliced(changed, at, pieces[random.nextInt(pieces.length)]);
        case 3 -> changed = joined(head, Arrays.copyOfRange(rest, cut, rest.length));
        default -> changed = joined(joined(head, rest), rest);
      }
      if (changed.length == 0) {
        return new byte[1];
      }
    }
    return changed;
  }

  private static byte[] spliced(byte[] message, int at, String piece) {
    byte[] head = joined(Arrays.copyOf(message, at), piece.getBytes(UTF_8));
    return joined(head, Arrays.copyOfRange(message, at, message.length));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
