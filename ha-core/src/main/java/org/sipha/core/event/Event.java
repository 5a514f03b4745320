package org.sipha.core.event;

import java.time.Instant;

/**
 * Something that happened.
 *
 * @param id grows from event to event; of a process that started later they are higher
 * @param at when it was told
 * @param code its kind
 * @param text one sentence with the figures
 */
public record Event(long id, Instant at, EventCode code, String text) {}
