package org.sipha.hazelcast;

/**
 * Each pair has a map of its own in the grid: so it never sees another pair's calls, and going
 * through its keys costs in proportion to its own calls, however many pairs there are.
 */
final class MapNames {
  private static final String PREFIX = "sipha:";

  /** Matches the maps of all pairs. */
  static final String ALL = PREFIX + "*";

  private MapNames() {}

  static String of(String pairName) {
    return PREFIX + pairName;
  }
}
