/** Opens for benchmarks what the module keeps to itself. */
@NullMarked
package org.sipha.transport;

import org.jspecify.annotations.NullMarked;
