package org.sipha.dist.upgrade;

import java.util.Locale;
import java.util.Optional;

/** The steps of an upgrade, spelled in its document in lower case with hyphens. */
enum StepName {
  /** Both servers and the new version are looked at; later, waiting for both to have a role. */
  CHECK,
  /** A backup is asked whether it may be stopped. */
  GATE_UPGRADE,
  /** A backup, or a server that never got a role, is stopped. */
  STOP,
  /** The version that the server is started in next is put in place. */
  INSTALL,
  /** A server is started, and has to get its role. */
  START,
  /** Both servers are asked whether they may change roles. */
  GATE_SWITCHOVER,
  /** The two servers change roles. */
  SWITCHOVER,
  /** Both servers run the wanted version: they have to be ready for whatever comes next. */
  WHOLE;

  /** What is asked before this step. */
  Optional<StepName> gate() {
    return switch (this) {
      case STOP -> Optional.of(GATE_UPGRADE);
      case SWITCHOVER -> Optional.of(GATE_SWITCHOVER);
      default -> Optional.empty();
    };
  }

  /** As the document spells it. */
  static StepName named(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
