/** Benchmarks of hot paths (JMH): {@code ./dev bench micro}. */
@NullMarked
package org.sipha.bench.micro;

import org.jspecify.annotations.NullMarked;
