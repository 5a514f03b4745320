/** Opens for benchmarks what the module keeps to itself. */
@NullMarked
package org.sipha.core.sync;

import org.jspecify.annotations.NullMarked;
