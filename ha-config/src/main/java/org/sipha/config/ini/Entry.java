package org.sipha.config.ini;

/**
 * One {@code name = value} of a file.
 *
 * @param line where it begins, from 1
 * @param section the section it stands in, without brackets
 * @param value without comment, quotes and the marks of continuation
 */
public record Entry(int line, String section, String name, String value) {}
