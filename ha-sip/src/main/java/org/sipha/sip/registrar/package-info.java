/**
 * Telephones that register (RFC 3261 10), and that prove who they are (22). Open {@link
 * org.sipha.sip.registrar.Registrar} first.
 */
@NullMarked
package org.sipha.sip.registrar;

import org.jspecify.annotations.NullMarked;
