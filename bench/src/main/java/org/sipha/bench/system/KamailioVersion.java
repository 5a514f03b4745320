package org.sipha.bench.system;

import org.jspecify.annotations.Nullable;

/** Which Kamailio there is to compare with. */
public final class KamailioVersion {
  private KamailioVersion() {}

  /** What the installed one says it is, null if there is none. */
  public static @Nullable String installed() {
    return Kamailio.isInstalled() ? Kamailio.version() : null;
  }
}
