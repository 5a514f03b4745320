package org.sipha.dist.upgrade;

import java.util.Locale;

/** The ways to stop, install and start servers, as {@code --with} names them. */
public enum With {
  /** Plain processes of this machine. */
  PROCESSES,
  /** Units of systemd on this machine. */
  SYSTEMD,
  /** Programs of the operator's own. */
  HOOKS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
