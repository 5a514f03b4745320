/**
 * A small SIP user agent of our own (UDP, plain text, RFC 3261 timers) that knows of each of its
 * calls by name what became of it. SIPp makes the load; this answers precise questions, such as
 * which of 2,000 calls was lost and why. It shares no code with the product, so that a misreading
 * of the RFC there isn't repeated here. Open {@link org.sipha.it.agent.HeldCalls} first.
 */
@NullMarked
package org.sipha.it.agent;

import org.jspecify.annotations.NullMarked;
