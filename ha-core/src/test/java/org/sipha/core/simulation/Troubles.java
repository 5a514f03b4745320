package org.sipha.core.simulation;

/** What doesn't work around one node: disk, scripts, port, self-checks. All works to begin with. */
final class Troubles {
  private long diskFullUntil = Long.MIN_VALUE;
  private boolean upScriptFails;
  private boolean portTaken;
  private boolean selfChecksHang;
  private boolean sipHangs;

  /** No epoch can be persisted before that time. */
  void diskFullUntil(long nanos) {
    diskFullUntil = nanos;
  }

  boolean isDiskFull(long nowNanos) {
    return nowNanos < diskFullUntil;
  }

  /** {@code sip-vip-script-up} ends with an error. */
  void upScriptFails(boolean fails) {
    upScriptFails = fails;
  }

  boolean upScriptFails() {
    return upScriptFails;
  }

  /** The SIP port can't be opened. */
  void portTaken(boolean taken) {
    portTaken = taken;
  }

  boolean isPortTaken() {
    return portTaken;
  }

  /** The self-checks of a process that starts from now on never end. */
  void selfChecksHang(boolean hang) {
    selfChecksHang = hang;
  }

  boolean selfChecksHang() {
    return selfChecksHang;
  }

  /** The SIP side doesn't answer that it holds. */
  void sipHangs(boolean hangs) {
    sipHangs = hangs;
  }

  boolean sipHangs() {
    return sipHangs;
  }
}
