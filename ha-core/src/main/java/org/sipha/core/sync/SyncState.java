package org.sipha.core.sync;

import java.util.Locale;

/**
 * Where the synchronization of a session stands (SPEC 7); spelled in lower case by {@link
 * #toString}.
 */
public enum SyncState {
  /** No session, or no primary in it. */
  DOWN,
  /** The two nodes compare what they hold. */
  INVENTORY,
  /** Missing calls are being sent in batches. */
  RUNNING,
  /** Everything that was missing is confirmed. */
  DONE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
