package org.sipha.config.type;

/** How the HA connection is protected. */
public enum Tls {
  /** Mutual TLS. */
  REQUIRED,
  /** Plaintext, on loopback only. */
  OFF
}
