/**
 * A whole pair in virtual time: two {@link org.sipha.core.node.HaNode}s, a network that loses and
 * delays, a lock, fake SIP services and a workload, all from one seed. Open {@link
 * org.sipha.core.simulation.SimulatedPair} first.
 */
@NullMarked
package org.sipha.core.simulation;

import org.jspecify.annotations.NullMarked;
