/** Makes {@code docs/performance.md} and its plots from a run that was written down. */
@NullMarked
package org.sipha.bench.report;

import org.jspecify.annotations.NullMarked;
