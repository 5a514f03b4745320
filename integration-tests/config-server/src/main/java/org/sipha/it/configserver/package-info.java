/** The configuration server of the stories. */
@NullMarked
package org.sipha.it.configserver;

import org.jspecify.annotations.NullMarked;
