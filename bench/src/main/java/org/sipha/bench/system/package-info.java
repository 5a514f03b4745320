/**
 * Benchmarks of whole processes. A {@link org.sipha.bench.system.Scenario} measures a {@link
 * org.sipha.bench.system.Subject}: a pair from the tarball, or Kamailio, each with the same
 * telephones.
 */
@NullMarked
package org.sipha.bench.system;

import org.jspecify.annotations.NullMarked;
