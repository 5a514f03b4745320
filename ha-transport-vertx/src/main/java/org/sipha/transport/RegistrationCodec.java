package org.sipha.transport;

import org.sipha.core.registration.RegisteredContact;
import org.sipha.core.registration.Registration;
import org.sipha.core.registration.RegistrationRecord;
import org.sipha.transport.wire.Wire;

/** Registrations on the wire. */
final class RegistrationCodec {
  private RegistrationCodec() {}

  static Wire.RegistrationRecord record(RegistrationRecord copy) {
    Wire.RegistrationRecord.Builder wire =
        Wire.RegistrationRecord.newBuilder()
            .setDn(copy.dn())
            .setVersion(PeerMessageCodec.version(copy.version()));
    for (RegisteredContact contact : copy.registration().contacts()) {
      wire.addContacts(
          Wire.RegisteredContact.newBuilder()
              .setUri(contact.uri())
              .setSource(contact.source())
              .setExpiresAtMillis(contact.expiresAtMillis())
              .setPreference(contact.preference())
              .setCallId(contact.callId())
              .setCseq(contact.cseq()));
    }
    return wire.build();
  }

  /** Throws {@link IllegalArgumentException} if it makes no sense. */
  static RegistrationRecord record(Wire.RegistrationRecord copy) {
    return new RegistrationRecord(
        new Registration(
            copy.getDn(),
            Bounds.list(copy.getContactsList()).stream().map(RegistrationCodec::contact).toList()),
        PeerMessageCodec.version(copy.getVersion()));
  }

  private static RegisteredContact contact(Wire.RegisteredContact contact) {
    return new RegisteredContact(
        contact.getUri(),
        contact.getSource(),
        contact.getExpiresAtMillis(),
        contact.getPreference(),
        contact.getCallId(),
        contact.getCseq());
  }
}
