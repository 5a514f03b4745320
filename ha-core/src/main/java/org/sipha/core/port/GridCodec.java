package org.sipha.core.port;

import org.sipha.core.call.CallRecord;
import org.sipha.core.registration.RegistrationRecord;

/**
 * The encoded form of what a grid keeps. It carries the version of its format and evolves only by
 * adding fields, which survive a round trip through an older server: a grid outlives the versions
 * of the servers that write to it. Thread-safe.
 */
public interface GridCodec {
  /** Encodes a call with its version; one of ordinary size takes one to two kilobytes. */
  byte[] encode(CallRecord call);

  /**
   * Decodes what {@link #encode(CallRecord)} of this or another version wrote; the body stays
   * encoded.
   *
   * @throws IllegalArgumentException if the bytes aren't an encoded call, or their format is one
   *     that this version doesn't know
   */
  CallRecord decodeCall(byte[] bytes);

  /** Encodes a registration with its version. */
  byte[] encode(RegistrationRecord registration);

  /**
   * Decodes what {@link #encode(RegistrationRecord)} of this or another version wrote.
   *
   * @throws IllegalArgumentException if the bytes aren't an encoded registration, or their format
   *     is one that this version doesn't know
   */
  RegistrationRecord decodeRegistration(byte[] bytes);
}
