package org.sipha.config.ini;

/**
 * The first header of a section.
 *
 * @param line where it stands, from 1
 * @param name what stands between the brackets
 */
public record SectionHeader(int line, String name) {}
