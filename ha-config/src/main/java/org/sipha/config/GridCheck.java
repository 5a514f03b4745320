package org.sipha.config;

import static org.sipha.config.option.GridOptions.CLUSTER_NAME;
import static org.sipha.config.option.GridOptions.MEMBERS;

import java.util.List;
import org.sipha.config.type.HostPort;

/** Whether the grid can do what one expects of it; with less the pair works all the same. */
final class GridCheck {
  /** One may be lost, and the others still know that they are the larger part. */
  private static final int ENOUGH_MEMBERS = 3;

  private final SectionValues section;
  private final Findings findings;

  /** Of a file without problems. */
  GridCheck(CheckedFile file, Findings findings) {
    this.section = file.hazelcast();
    this.findings = findings;
  }

  void run() {
    List<HostPort> members = section.find(MEMBERS).orElse(List.of());
    if (!members.isEmpty() && members.size() < ENOUGH_MEMBERS) {
      findings.warning(
          section.place(MEMBERS),
          "names fewer than "
              + ENOUGH_MEMBERS
              + ": a grid of one or two members takes no writes any more when it loses one; name"
              + " all members");
    }
    if (members.isEmpty() && section.isGiven(CLUSTER_NAME)) {
      findings.warning(section.place(CLUSTER_NAME), "does nothing without members");
    }
  }
}
