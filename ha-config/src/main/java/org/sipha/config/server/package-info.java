/**
 * A configuration that is read from an HTTP server (SPEC 6). {@link
 * org.sipha.config.server.ConfigurationServer} is the entrance.
 */
@NullMarked
package org.sipha.config.server;

import org.jspecify.annotations.NullMarked;
