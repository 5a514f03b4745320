package org.sipha.config.option;

import static org.sipha.config.option.Comparison.SHARED;
import static org.sipha.config.option.SectionKind.HAZELCAST;

import java.util.List;
import org.sipha.config.type.Endpoints;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.Word;

/** The options of {@code [hazelcast]}. */
public final class GridOptions {
  /** Where the members are. */
  public static final Option<List<HostPort>> MEMBERS =
      Option.optional(
              HAZELCAST,
              "members",
              new Endpoints(),
              "10.0.0.1:5701, 10.0.0.2:5701, 10.0.0.3:5701",
              "Members of the grid (sipha grid), at least three and all of them. With it this"
                  + " server also keeps its calls there, so that a second failure while the other"
                  + " server has no complete copy loses none; without it there is no grid. The"
                  + " connections are not encrypted: use a network of their own or a tunnel.")
          .compared(SHARED);

  /** Which grid. */
  public static final Option<String> CLUSTER_NAME =
      Option.withDefault(
              HAZELCAST,
              "cluster-name",
              Word.name(),
              "sipha",
              "Name of the grid, as its members have it (sipha grid --cluster-name); members of"
                  + " another name are refused.")
          .compared(SHARED);

  /** In the order of the reference page. */
  static final List<Option<?>> ALL = List.of(MEMBERS, CLUSTER_NAME);

  private GridOptions() {}
}
