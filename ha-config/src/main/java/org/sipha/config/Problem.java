package org.sipha.config;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong with a configuration, or worth a warning.
 *
 * @param file the file, as the caller named it, or one that it includes
 * @param line from 1; 0 if no line is to blame
 * @param section its name without brackets, null if none is to blame
 * @param option its name, null if none is to blame
 * @param value as the file says it, null if there is none
 * @param message what is wrong
 * @param valid what would be valid, null if that is no question
 * @param suggestion the known name that was probably meant, null if none is near
 */
public record Problem(
    String file,
    int line,
    @Nullable String section,
    @Nullable String option,
    @Nullable String value,
    String message,
    @Nullable String valid,
    @Nullable String suggestion) {}
