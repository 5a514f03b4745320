/**
 * Who serves: roles, epochs, switchover, failover (SPEC 4). Open {@link
 * org.sipha.core.role.RoleMachine} first.
 */
@NullMarked
package org.sipha.core.role;

import org.jspecify.annotations.NullMarked;
