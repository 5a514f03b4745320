/**
 * What a pair protects: calls, the identity and version under which both nodes know them, and the
 * table that holds them. Open {@link org.sipha.core.call.Call} first, then {@link
 * org.sipha.core.call.CallRecord}.
 */
@NullMarked
package org.sipha.core.call;

import org.jspecify.annotations.NullMarked;
