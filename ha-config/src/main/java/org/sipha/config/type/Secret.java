package org.sipha.config.type;

/** What nobody should read by chance: its text shows only where it is asked for by name. */
public record Secret(String text) {
  /** What stands for a secret where people read. */
  public static final String MASK = "***";

  @Override
  public String toString() {
    return MASK;
  }
}
