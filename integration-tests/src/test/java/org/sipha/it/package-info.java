/**
 * Stories an operator would recognise, told over real processes from the tarball: SIPp calls
 * through a pair while a server is killed, frozen, restarted or switched over. Open {@link
 * org.sipha.it.RestartUnderLoadStory} first; {@link org.sipha.it.Stage} is what each story plays
 * on.
 */
@NullMarked
package org.sipha.it;

import org.jspecify.annotations.NullMarked;
