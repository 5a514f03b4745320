/**
 * Keeps the backup's copy right: live replication, inventory, batches of missing calls, ends (SPEC
 * 3). Open {@link org.sipha.core.sync.Sync} first.
 */
@NullMarked
package org.sipha.core.sync;

import org.jspecify.annotations.NullMarked;
