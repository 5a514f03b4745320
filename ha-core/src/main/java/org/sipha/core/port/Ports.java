package org.sipha.core.port;

/** All that a node's effects are done by. */
public record Ports(
    PeerSockets sockets,
    Arbiter arbiter,
    EpochStore epochs,
    AddressScripts addressScripts,
    SipService sip,
    Operators operators,
    Grid grid) {}
