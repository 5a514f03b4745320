package org.sipha.core.registration;

import java.util.List;
import java.util.Optional;

/**
 * The registrations of a node, for readers on any thread. What is read is a moment's truth: only
 * the node's loop writes.
 */
public interface RegistrationDirectory {
  /** Nobody has registered. */
  RegistrationDirectory NONE =
      new RegistrationDirectory() {
        @Override
        public Optional<Registration> find(String dn) {
          return Optional.empty();
        }

        @Override
        public List<Registration> all() {
          return List.of();
        }

        @Override
        public List<RegistrationRecord> copies() {
          return List.of();
        }
      };

  /** The present registration of a DN; empty if it has never registered, as far as is known. */
  Optional<Registration> find(String dn);

  /** All of them, in the order of their names. Contacts may have expired. */
  List<Registration> all();

  /** All of them with their versions, in the order of their names. */
  List<RegistrationRecord> copies();
}
