/**
 * What a value may be and what it becomes: each type turns text into a typed value or says what is
 * wrong, and never throws. Open {@link org.sipha.config.type.ValueType} first.
 */
@NullMarked
package org.sipha.config.type;

import org.jspecify.annotations.NullMarked;
