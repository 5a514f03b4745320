/**
 * A built-in caller and callee that keep calls going through a pair, so that whoever tries it sees
 * what a switchover or a killed server does to calls. Open {@link org.sipha.dist.demo.DemoTraffic}
 * first.
 */
@NullMarked
package org.sipha.dist.demo;

import org.jspecify.annotations.NullMarked;
