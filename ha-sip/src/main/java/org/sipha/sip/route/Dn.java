package org.sipha.sip.route;

import org.sipha.sip.message.SipUri;

/**
 * A directory number with a static contact ({@code [dn:1001]}).
 *
 * @param name the number
 * @param contact where its telephone is; host and port also identify calls that come from it
 */
public record Dn(String name, SipUri contact) {}
