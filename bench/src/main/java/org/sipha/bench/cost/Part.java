package org.sipha.bench.cost;

/** Who does a piece of work of a pair. */
enum Part {
  /** SIP on the primary: parsing, transactions, the user agent. */
  SIP,
  /** The core of the primary. */
  PRIMARY,
  /** The core of the backup. */
  BACKUP,
  /** Encoding and decoding of frames, at both ends. */
  FRAMES
}
