package org.sipha.transport;

import java.util.List;
import org.sipha.core.call.CallId;
import org.sipha.core.link.PeerMessage;

/**
 * What may come from the wire: lists that are as long as a peer makes them, and numbers that can
 * have come about by counting, because the core goes on counting from them.
 */
final class Bounds {
  /** A million promotions a second would take 146,000 years to get there. */
  private static final long MAX_COUNTED = 1L << 62;

  /** The core subtracts wall clocks: no clock shows a time 285,000 years from 1970. */
  private static final long MAX_WALL_CLOCK = 1L << 53;

  private Bounds() {}

  /**
   * The number of an epoch, 0 for none.
   *
   * @throws IllegalArgumentException if it can't be one
   */
  static long epoch(long value) {
    return counted(value, "epoch");
  }

  /**
   * The counter of a version.
   *
   * @throws IllegalArgumentException if it can't be one
   */
  static long counter(long value) {
    return counted(value, "version");
  }

  /**
   * The id of a server.
   *
   * @throws IllegalArgumentException if it can't be one
   */
  static int serverId(int value) {
    if (value < 1 || value > CallId.MAX_SERVER_ID) {
      throw new IllegalArgumentException("server id " + Integer.toUnsignedString(value));
    }
    return value;
  }

  /**
   * What a wall clock shows, in milliseconds.
   *
   * @throws IllegalArgumentException if none can
   */
  static long wallClock(long millis) {
    if (millis < -MAX_WALL_CLOCK || millis > MAX_WALL_CLOCK) {
      throw new IllegalArgumentException("a wall clock of " + millis + " ms");
    }
    return millis;
  }

  /**
   * How many there are of something.
   *
   * @throws IllegalArgumentException if it is negative
   */
  static int count(int value) {
    if (value < 0) {
      throw new IllegalArgumentException("a count of " + value);
    }
    return value;
  }

  /**
   * A list that isn't longer than agreed.
   *
   * @throws IllegalArgumentException if it is
   */
  static <T> List<T> list(List<T> items) {
    if (items.size() > PeerMessage.MAX_ITEMS) {
      throw new IllegalArgumentException(items.size() + " items in a list");
    }
    return items;
  }

  private static long counted(long value, String what) {
    if (value < 0 || value > MAX_COUNTED) {
      throw new IllegalArgumentException(what + " " + Long.toUnsignedString(value));
    }
    return value;
  }
}
