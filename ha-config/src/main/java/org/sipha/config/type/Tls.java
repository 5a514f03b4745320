package org.sipha.config.type;

/** How the HA connection, or that to etcd, is protected. */
public enum Tls {
  /** Mutual TLS. */
  REQUIRED,
  /** Plaintext. */
  OFF
}
