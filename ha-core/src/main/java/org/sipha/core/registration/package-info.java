/**
 * Where the telephones of DNs are, and how both nodes come to know it. Open {@link
 * org.sipha.core.registration.Registration} first, then {@link
 * org.sipha.core.registration.Registrations}.
 */
@NullMarked
package org.sipha.core.registration;

import org.jspecify.annotations.NullMarked;
