package org.sipha.core.link;

/**
 * The versions of the HA protocol (SPEC 9, DESIGN handshake). Two nodes speak the newest that both
 * know; without one they refuse each other. What a version brings is sent only where it is spoken:
 *
 * <pre>
 *   version  first release  brings
 *   1        0.1.0          all that follows if nothing is said
 *   2        0.2.0          the wall clock in heartbeats, and the promise not to ask
 * </pre>
 */
public final class Protocol {
  /** From this version on heartbeats carry the sender's wall clock. */
  static final int WALL_CLOCK = 2;

  /** From this version on heartbeats ask for a promise and give it. */
  static final int PROMISES = 2;

  private Protocol() {}

  /** The oldest that this build still speaks. */
  public static int min() {
    return 1;
  }

  /** The newest that this build speaks. */
  public static int max() {
    return WALL_CLOCK;
  }

  /** All that this build speaks. */
  public static ProtocolRange range() {
    return new ProtocolRange(min(), max());
  }
}
