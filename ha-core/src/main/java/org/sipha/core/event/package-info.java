/**
 * What happens to a server and an operator wants to read: {@link org.sipha.core.event.EventCode}
 * declares each kind, {@link org.sipha.core.event.Timeline} keeps the last events of a process in
 * one order. Open {@code EventCode} first.
 */
@NullMarked
package org.sipha.core.event;

import org.jspecify.annotations.NullMarked;
