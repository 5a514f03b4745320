/**
 * Counts what a call costs, in process and without a clock. Open {@link
 * org.sipha.bench.cost.CallCost} first.
 */
@NullMarked
package org.sipha.bench.cost;

import org.jspecify.annotations.NullMarked;
