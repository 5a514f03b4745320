/**
 * The program on a machine: versions side by side, and which of them each server runs (SPEC 9).
 * Open {@link org.sipha.dist.install.Installation} first, it has the layout.
 */
@NullMarked
package org.sipha.dist.install;

import org.jspecify.annotations.NullMarked;
