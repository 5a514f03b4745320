package org.sipha.config.ini;

import org.jspecify.annotations.Nullable;

/**
 * A line that can't be read, or mustn't stand there.
 *
 * @param line where it stands
 * @param section the section it stands in, null before the first
 * @param name the name before {@code =}, null if the line has none
 * @param value the value after {@code =}, null if there is none or it isn't to blame
 * @param message what is wrong
 */
public record BadLine(
    Line line,
    @Nullable String section,
    @Nullable String name,
    @Nullable String value,
    String message) {}
