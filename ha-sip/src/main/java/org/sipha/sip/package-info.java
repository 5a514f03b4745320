/**
 * The SIP side of a node: a back-to-back user agent over UDP whose calls another server can go on
 * with. Open {@link org.sipha.sip.SipServer} first; then {@code b2bua} (what is done with calls),
 * {@code transaction} (RFC 3261 17), {@code message} (reading and writing), {@code route} (where
 * calls go) and {@code transport} (sockets).
 */
@NullMarked
package org.sipha.sip;

import org.jspecify.annotations.NullMarked;
