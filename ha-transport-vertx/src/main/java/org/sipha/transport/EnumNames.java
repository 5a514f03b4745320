package org.sipha.transport;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An enumeration of the core and its encoded twin, paired by name: {@code EARLY} is {@code
 * CALL_STATE_EARLY} on the wire with the prefix {@code CALL_STATE_}. A constant of the core without
 * a twin fails when the class is loaded.
 */
final class EnumNames<C extends Enum<C>, W extends Enum<W>> {
  private final Map<C, W> toWire;
  private final Map<W, C> toCore;

  EnumNames(Class<C> core, Class<W> wire, String prefix) {
    toWire = new EnumMap<>(core);
    toCore = new EnumMap<>(wire);
    for (C constant : core.getEnumConstants()) {
      W twin = Enum.valueOf(wire, prefix + constant.name());
      toWire.put(constant, twin);
      toCore.put(twin, constant);
    }
  }

  W toWire(C constant) {
    W twin = toWire.get(constant);
    if (twin == null) {
      throw new IllegalStateException("no encoded form of " + constant);
    }
    return twin;
  }

  /**
   * The core's constant.
   *
   * @throws IllegalArgumentException if the peer sent none, or one that this version doesn't know
   */
  C toCore(W twin) {
    C constant = toCoreIfKnown(twin);
    if (constant == null) {
      throw new IllegalArgumentException("unknown " + twin);
    }
    return constant;
  }

  /** The core's constant, null if the peer sent none or one that this version doesn't know. */
  @Nullable C toCoreIfKnown(W twin) {
    return toCore.get(twin);
  }
}
