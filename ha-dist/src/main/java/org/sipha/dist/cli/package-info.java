/**
 * The command line: one class for each command of {@code sipha}, and what they share to find
 * servers and to speak with them over HTTP. Open {@link org.sipha.dist.Main} first, then {@link
 * org.sipha.dist.cli.NodeClient}.
 */
@NullMarked
package org.sipha.dist.cli;

import org.jspecify.annotations.NullMarked;
