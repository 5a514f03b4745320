package org.sipha.core.call;

/**
 * Names a call on both nodes, across takeovers and restarts (SPEC 7: ids are 64 bits, shown as
 * strings).
 *
 * <p>The number holds the low 20 bits of the epoch in which the call was set up, 7 bits of the
 * server that set it up and a 37-bit counter. Because each promotion has an epoch of its own, a
 * counter may start at zero after each one and the id is unique all the same; it would take a
 * million promotions for the epoch bits to come round.
 */
public record CallId(long value) implements Comparable<CallId> {
  private static final int SERVER_BITS = 7;
  private static final int COUNTER_BITS = 37;

  /** Largest {@code server-id} that fits into an id. */
  public static final int MAX_SERVER_ID = (1 << SERVER_BITS) - 1;

  private static final long EPOCH_MASK = (1L << (64 - SERVER_BITS - COUNTER_BITS)) - 1;
  private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
  private static final int HEX_DIGITS = 16;

  /**
   * The id of a new call.
   *
   * @param epoch the epoch in which the creator serves
   * @param serverId 1 to {@link #MAX_SERVER_ID}
   * @param counter counts the creator's calls in this epoch from 0
   */
  public static CallId of(long epoch, int serverId, long counter) {
    if (serverId < 1 || serverId > MAX_SERVER_ID || counter < 0 || counter > COUNTER_MASK) {
      throw new IllegalArgumentException("server " + serverId + ", counter " + counter);
    }
    return new CallId(
        ((epoch & EPOCH_MASK) << (SERVER_BITS + COUNTER_BITS))
            | ((long) serverId << COUNTER_BITS)
            | counter);
  }

  /** Counts the calls of its creator in one epoch from 0. */
  public long counter() {
    return value & COUNTER_MASK;
  }

  /** Whether a server has made it in that epoch. */
  public boolean isOf(long epoch, int serverId) {
    return (value & ~COUNTER_MASK) == of(epoch, serverId, 0).value;
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws NumberFormatException if the text isn't 16 hexadecimal digits
   */
  public static CallId parse(String text) {
    if (text.length() != HEX_DIGITS) {
      throw new NumberFormatException("a call id has 16 hexadecimal digits: " + text);
    }
    return new CallId(Long.parseUnsignedLong(text, 16));
  }

  @Override
  public int compareTo(CallId other) {
    return Long.compareUnsigned(value, other.value);
  }

  /** 16 hexadecimal digits, so that the order of the texts is the order of the ids. */
  @Override
  public String toString() {
    String hex = Long.toHexString(value);
    return "0".repeat(HEX_DIGITS - hex.length()) + hex;
  }
}
