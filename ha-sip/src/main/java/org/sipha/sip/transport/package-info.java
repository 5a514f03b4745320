/**
 * Sockets to user agents. Open {@link org.sipha.sip.transport.SipTransport} first. UDP is here; TCP
 * and TLS fit behind the same interface.
 */
@NullMarked
package org.sipha.sip.transport;

import org.jspecify.annotations.NullMarked;
