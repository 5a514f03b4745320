package org.sipha.hazelcast;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.sipha.core.call.Version;

/**
 * The head of a value in the map: how new it is, and whether it only says that the call has ended.
 * Behind it follow the bytes of the codec, which the grid's members never look into.
 *
 * <pre>
 *   0   1 byte   length of the head, {@value #LENGTH} or more
 *   1   1 byte   0 a copy, 1 the end of a call
 *   2   8 bytes  epoch of the version
 *   10  8 bytes  counter of the version
 *   18  4 bytes  server id of its writer
 * </pre>
 *
 * These fields stay where they are for ever: a later version of this program may only add some
 * behind them, and says so by the length. So members and servers of different versions understand
 * one another while a grid or a pair is upgraded.
 */
record Stored(Version version, boolean ended) {
  static final int LENGTH = 22;

  /** A copy as it stands in the map. */
  static byte[] copy(Version version, byte[] body) {
    return head(version, false, body.length).put(body).array();
  }

  /** The end of a call as it stands in the map for a while. */
  static byte[] end(Version version) {
    return head(version, true, 0).array();
  }

  private static ByteBuffer head(Version version, boolean ended, int bodyLength) {
    return ByteBuffer.allocate(LENGTH + bodyLength)
        .put((byte) LENGTH)
        .put((byte) (ended ? 1 : 0))
        .putLong(version.epoch())
        .putLong(version.counter())
        .putInt(version.writer());
  }

  /**
   * Reads the head of a value, or a head alone.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Stored of(byte[] value) {
    if (value.length < LENGTH || length(value) < LENGTH || length(value) > value.length) {
      throw new IllegalArgumentException(value.length + " bytes are no value of this map");
    }
    ByteBuffer head = ByteBuffer.wrap(value);
    return new Stored(
        new Version(head.getLong(2), head.getLong(10), head.getInt(18)), value[1] == 1);
  }

  private static int length(byte[] value) {
    return value[0] & 0xff;
  }

  /** The codec's bytes. */
  static byte[] body(byte[] value) {
    return Arrays.copyOfRange(value, length(value), value.length);
  }

  /** The first bytes of a value, enough for {@link #of}. */
  static byte[] headOf(byte[] value) {
    byte[] head = Arrays.copyOf(value, LENGTH);
    head[0] = LENGTH;
    return head;
  }

  /**
   * Whether it must not be replaced by the other: that is older, or a copy of a call that has ended
   * in this very version. Equal ones replace each other, so that a repeated write also mends a
   * backup that missed the first.
   */
  boolean standsAgainst(Stored other) {
    int order = version.compareTo(other.version);
    return order > 0 || (order == 0 && ended && !other.ended);
  }
}
