package org.sipha.config.type;

/** Who may read a server's pages. */
public enum ReadAccess {
  /** Everybody who reaches them. */
  OPEN,
  /** Whoever shows a token or a certificate. */
  TOKEN
}
