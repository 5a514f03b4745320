package org.sipha.sip.transaction;

import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.SipAddress;

/**
 * An ACK to a 2xx as it was sent, to be sent so again whenever the 2xx comes again. Bytes and not
 * what they were made of: a busy server keeps thousands, and its collector takes its time by the
 * number of objects.
 *
 * @param otherwise what goes instead if it can't be delivered, null if nothing does
 */
public record SentAck(byte[] bytes, SipAddress destination, @Nullable SentAck otherwise) {}
