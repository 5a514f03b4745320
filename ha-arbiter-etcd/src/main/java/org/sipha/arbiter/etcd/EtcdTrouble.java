package org.sipha.arbiter.etcd;

/** etcd didn't do what was asked, or didn't say so; whether it was done all the same is unknown. */
final class EtcdTrouble extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean refused;

  /** {@code text} completes "etcd can't be used: ", for the operator. */
  EtcdTrouble(String text) {
    this(text, false);
  }

  /** {@code refused}: every member would say the same. */
  EtcdTrouble(String text, boolean refused) {
    super(text);
    this.refused = refused;
  }

  /** Whether etcd doesn't let this server do it, until somebody changes something. */
  boolean isRefused() {
    return refused;
  }

  /** What to tell the operator. */
  String text() {
    return String.valueOf(getMessage());
  }
}
