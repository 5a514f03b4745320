/**
 * Benchmarks: what {@code ./dev bench} runs. Open {@link org.sipha.bench.Bench} first, then a
 * scenario in {@link org.sipha.bench.system}.
 */
@NullMarked
package org.sipha.bench;

import org.jspecify.annotations.NullMarked;
