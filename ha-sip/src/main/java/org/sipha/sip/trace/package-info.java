/** What went over the wire, for people. Open {@link org.sipha.sip.trace.MessageLog} first. */
@NullMarked
package org.sipha.sip.trace;

import org.jspecify.annotations.NullMarked;
