package org.sipha.config.ini;

/**
 * One {@code name = value} of a section.
 *
 * @param line where it begins
 * @param section the section it stands in, without brackets
 * @param value without comment, quotes and the marks of continuation
 */
public record Entry(Line line, String section, String name, String value) {}
