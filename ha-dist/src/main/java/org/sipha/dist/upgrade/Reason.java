package org.sipha.dist.upgrade;

/**
 * Why a gate is closed.
 *
 * @param node the server that says so
 * @param code of SPEC 2, or {@code not-reached} or {@code roles}
 * @param text with figures, for the operator
 */
record Reason(String node, String code, String text) {
  /** Multisite calls that existed before the HA connection was established: they may take hours. */
  static final String OLD_MULTISITE_CALLS = "multisite-calls-before-connection";

  boolean isOfOldMultisiteCalls() {
    return code.equals(OLD_MULTISITE_CALLS);
  }

  /** {@code settling: 23 s of 60 s since the HA connection was established}. */
  String withoutNode() {
    return code + ": " + text;
  }

  @Override
  public String toString() {
    return node + ": " + withoutNode();
  }
}
