/**
 * Where calls come from and go to: the configured DNs and trunks, and where telephones have
 * registered. Open {@link org.sipha.sip.route.Destinations} first, then {@link
 * org.sipha.sip.route.Routing}.
 */
@NullMarked
package org.sipha.sip.route;

import org.jspecify.annotations.NullMarked;
