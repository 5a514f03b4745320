/** The program {@code sipha}: wiring and command line. */
@NullMarked
package org.sipha.dist;

import org.jspecify.annotations.NullMarked;
