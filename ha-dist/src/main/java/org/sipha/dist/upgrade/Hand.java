package org.sipha.dist.upgrade;

import java.util.Optional;

/**
 * What this upgrade has done to a server, as it was written down before it was done.
 *
 * @param state how far it got
 * @param installed the version that the server is started in next; empty while that is being
 *     changed, and nobody can say
 */
record Hand(State state, Optional<String> installed) {
  /** How far an upgrade got with a server. */
  enum State {
    /** Nothing was done to it, or it has its role again: if it is down now, it died by itself. */
    OFF,
    /** It was told to end. */
    STOPPING,
    /** It has ended. */
    STOPPED,
    /** It was started, and hasn't been seen in a role since. */
    STARTED
  }

  /** Nothing was done to a server of that version. */
  static Hand off(String version) {
    return new Hand(State.OFF, Optional.of(version));
  }

  Hand in(State next) {
    return new Hand(next, installed);
  }

  boolean isInstalled(String version) {
    return installed.equals(Optional.of(version));
  }
}
