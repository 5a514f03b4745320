package org.sipha.it.lab;

import java.util.List;
import java.util.Locale;
import org.sipha.it.lab.Lab.End;

/** Where a member of etcd or of the grid runs: beside either server, or on the witness host. */
enum Seat {
  /** The host of {@code sips-a}. */
  A,
  /** The host of {@code sips-b}. */
  B,
  /** A third host, which has no server. */
  WITNESS;

  static Seat of(End end) {
    return end == End.A ? A : B;
  }

  /** In the names of namespaces and cables. */
  String letter() {
    return name().substring(0, 1).toLowerCase(Locale.ROOT);
  }

  /** The last part of its addresses. */
  int number() {
    return ordinal() + 1;
  }

  /** The networks that it is connected to. */
  List<String> networks() {
    return this == WITNESS ? Namespaces.OF_WITNESS : Namespaces.NETWORKS;
  }
}
