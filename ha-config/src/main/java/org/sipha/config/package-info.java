/**
 * The options of a server, read from INI files into immutable, typed settings (SPEC 6). {@link
 * org.sipha.config.ConfigurationFile} is the entrance; open it first. Under it {@code ini} reads
 * the lines, {@code type} the values, {@code option} declares what there is, and {@code server}
 * asks a configuration server. commons-configuration2 stays inside {@code ini}.
 */
@NullMarked
package org.sipha.config;

import org.jspecify.annotations.NullMarked;
