/**
 * The verdict: is a switchover safe, is an upgrade safe, and if not, why (SPEC 2). Open {@link
 * org.sipha.core.readiness.ReadinessRules} first.
 */
@NullMarked
package org.sipha.core.readiness;

import org.jspecify.annotations.NullMarked;
