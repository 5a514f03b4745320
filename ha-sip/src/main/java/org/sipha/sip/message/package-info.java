/**
 * SIP messages as plain values, and the codec that reads and writes them. The JAIN-SIP library is
 * used behind {@link org.sipha.sip.message.SipCodec} and nowhere else: it reads what {@link
 * org.sipha.sip.message.DirectSipCodec} isn't sure of. Open {@link
 * org.sipha.sip.message.SipRequest} first.
 */
@NullMarked
package org.sipha.sip.message;

import org.jspecify.annotations.NullMarked;
