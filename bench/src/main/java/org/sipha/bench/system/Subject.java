package org.sipha.bench.system;

import java.time.Duration;

/** Servers under test, alone or with a backup, that are up. Closing it ends their processes. */
interface Subject extends AutoCloseable {
  /** Whose figures these are. */
  String name();

  /** Who can call. */
  Telephones telephones();

  /** Where SIP is served on loopback. */
  int sipPort();

  /** CPU time that the serving one has used so far. */
  Duration primaryCpu();

  /** CPU time that the backup has used so far, zero if there is none. */
  Duration backupCpu();

  /** Bytes of memory that calls live in and that are in use at the serving one. */
  long primaryMemory();

  /** The same of the backup. */
  long backupMemory();

  @Override
  void close();
}
