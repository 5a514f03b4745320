package org.sipha.bench.system;

import java.util.List;
import org.sipha.it.harness.FreePorts;

/**
 * The telephones of a benchmark. Each number has a port of loopback; the servers route a call by
 * the number that it dials.
 *
 * @param load the calls that come and go
 * @param held calls that stay up
 * @param moreHeld further ones
 * @param probe calls whose set-up is timed
 * @param asking who asks with OPTIONS
 */
record Telephones(Couple load, Couple held, Couple moreHeld, Couple probe, Telephone asking) {
  /** A number and its port. */
  record Telephone(String number, int port) {}

  /** Who calls and who is called. */
  record Couple(Telephone caller, Telephone callee) {}

  static Telephones free() {
    return new Telephones(
        couple("2001", "2002"),
        couple("2003", "2004"),
        couple("2005", "2006"),
        couple("1001", "1002"),
        new Telephone("1009", FreePorts.next()));
  }

  private static Couple couple(String caller, String callee) {
    return new Couple(
        new Telephone(caller, FreePorts.next()), new Telephone(callee, FreePorts.next()));
  }

  List<Telephone> all() {
    return List.of(
        load.caller(),
        load.callee(),
        held.caller(),
        held.callee(),
        moreHeld.caller(),
        moreHeld.callee(),
        probe.caller(),
        probe.callee(),
        asking);
  }
}
