package org.sipha.config.ini;

/**
 * One {@code include = FILE} of a file.
 *
 * @param line where it begins
 * @param path of the other file as it is written, variables not replaced
 */
public record Include(Line line, String path) {}
