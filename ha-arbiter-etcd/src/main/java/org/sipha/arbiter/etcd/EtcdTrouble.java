package org.sipha.arbiter.etcd;

/** etcd didn't do what was asked, or didn't say so; whether it was done all the same is unknown. */
final class EtcdTrouble extends Exception {
  private static final long serialVersionUID = 1;

  /** {@code text} completes "etcd can't be used: ", for the operator. */
  EtcdTrouble(String text) {
    super(text);
  }

  /** What to tell the operator. */
  String text() {
    return String.valueOf(getMessage());
  }
}
