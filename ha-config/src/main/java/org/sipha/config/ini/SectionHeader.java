package org.sipha.config.ini;

/**
 * The first header of a section.
 *
 * @param line where it stands
 * @param name what stands between the brackets
 */
public record SectionHeader(Line line, String name) {}
