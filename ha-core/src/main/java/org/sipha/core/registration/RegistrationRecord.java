package org.sipha.core.registration;

import org.sipha.core.call.Version;

/**
 * A registration as the pair keeps and compares it: of two the newer version is kept, wherever it
 * comes from.
 */
public record RegistrationRecord(Registration registration, Version version) {
  /** Name of the DN. */
  public String dn() {
    return registration.dn();
  }
}
