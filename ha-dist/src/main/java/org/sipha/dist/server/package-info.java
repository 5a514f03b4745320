/**
 * One server of a pair as a process: wires the core with its adapters, and the small adapters that
 * belong to the process itself. Open {@link org.sipha.dist.server.ServerProcess} first.
 */
@NullMarked
package org.sipha.dist.server;

import org.jspecify.annotations.NullMarked;
