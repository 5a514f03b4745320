package org.sipha.config;

import java.util.List;
import java.util.Optional;
import org.sipha.config.option.Option;
import org.sipha.config.option.SectionKind;
import org.sipha.config.type.HostPort;

/**
 * The sections of a file, each with its valid values; a section that the file doesn't have is
 * empty.
 */
record CheckedFile(
    SectionValues tserver,
    SectionValues backupSync,
    SectionValues arbiter,
    SectionValues hazelcast,
    SectionValues log,
    List<SectionValues> dns,
    List<SectionValues> trunks) {
  CheckedFile {
    dns = List.copyOf(dns);
    trunks = List.copyOf(trunks);
  }

  /** The section of a kind that a file has once. */
  SectionValues single(SectionKind kind) {
    return switch (kind) {
      case TSERVER -> tserver;
      case BACKUP_SYNC -> backupSync;
      case ARBITER -> arbiter;
      case HAZELCAST -> hazelcast;
      case LOG -> log;
      case DN, TRUNK -> throw new IllegalArgumentException("there may be many " + kind);
    };
  }

  /** The sections of a kind, in the order of the file. */
  List<SectionValues> sections(SectionKind kind) {
    return switch (kind) {
      case DN -> dns;
      case TRUNK -> trunks;
      default -> List.of(single(kind));
    };
  }

  /** A host and port of two options in one section, if both are valid. */
  static Optional<HostPort> end(SectionValues section, Option<String> host, Option<Integer> port) {
    return section.find(host).flatMap(h -> section.find(port).map(p -> new HostPort(h, p)));
  }
}
