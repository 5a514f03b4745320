/** Opens for benchmarks what the module keeps to itself. */
@NullMarked
package org.sipha.sip;

import org.jspecify.annotations.NullMarked;
