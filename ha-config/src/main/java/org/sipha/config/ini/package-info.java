/**
 * INI text: what a file says, line by line, before anybody asks what it means. {@link
 * org.sipha.config.ini.LineScanner} judges the lines, {@link org.sipha.config.ini.IniValues} reads
 * the values and {@link org.sipha.config.ini.Variables} what they stand for (the two that know
 * commons-configuration2), {@link org.sipha.config.ini.IniWriter} writes such text. Open {@code
 * LineScanner} first.
 */
@NullMarked
package org.sipha.config.ini;

import org.jspecify.annotations.NullMarked;
