package org.sipha.config.type;

/** Which role a server prefers when neither is primary nor holds calls. */
public enum PreferredRole {
  /** It prefers to serve. */
  PRIMARY,
  /** It leaves that to its peer. */
  BACKUP
}
