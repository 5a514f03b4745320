/**
 * The fault lab: two hosts, the networks between them, and what can happen to both. {@link
 * org.sipha.it.lab.Lab} is the interface; network namespaces, Docker and a relay on loopback
 * implement it; {@link org.sipha.it.lab.Scene} is what every scenario is told with.
 */
@NullMarked
package org.sipha.it.lab;

import org.jspecify.annotations.NullMarked;
