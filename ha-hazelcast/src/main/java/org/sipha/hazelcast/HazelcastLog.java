package org.sipha.hazelcast;

/** Where Hazelcast logs. */
final class HazelcastLog {
  static final String PROPERTY = "hazelcast.logging.type";
  static final String SLF4J = "slf4j";

  private HazelcastLog() {}

  /** Also what it says before it looks at a configuration; to be called before its first use. */
  static void toSlf4j() {
    System.setProperty(PROPERTY, SLF4J);
  }
}
