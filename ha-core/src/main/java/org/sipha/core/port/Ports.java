package org.sipha.core.port;

/** All that a node's effects are done by. */
public record Ports(
    PeerSockets sockets,
    Arbiter arbiter,
    EpochStore epochs,
    AddressScripts addressScripts,
    SipService sip,
    Operators operators,
    Grid grid) {
  /** Those of a node without a grid. */
  public Ports(
      PeerSockets sockets,
      Arbiter arbiter,
      EpochStore epochs,
      AddressScripts addressScripts,
      SipService sip,
      Operators operators) {
    this(sockets, arbiter, epochs, addressScripts, sip, operators, Grid.NONE);
  }
}
