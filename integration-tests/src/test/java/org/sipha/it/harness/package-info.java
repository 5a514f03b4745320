/**
 * What the stories work with: the unpacked tarball, a pair of server processes, SIPp and HTTP.
 * Everything here sees the product from outside, as an operator has it. Open {@link
 * org.sipha.it.harness.Pair} first.
 */
@NullMarked
package org.sipha.it.harness;

import org.jspecify.annotations.NullMarked;
