/**
 * The back-to-back user agent (RFC 3261 6): each call is two dialogs, and what comes in on one goes
 * out on the other. Open {@link org.sipha.sip.b2bua.BackToBackUserAgent} first, then {@code
 * CallSetup}.
 *
 * <p>One thread works here. Everything that another server needs to go on with a call is in {@code
 * Dialog} and {@code LiveCall}, and leaves as {@link org.sipha.core.call.Call}.
 */
@NullMarked
package org.sipha.sip.b2bua;

import org.jspecify.annotations.NullMarked;
