package org.sipha.http;

import java.util.List;

/**
 * A named group of statistics, as monitoring clients ask for it: {@code /server?NAME}.
 *
 * @param name the element's name
 * @param statistics figures of the whole server
 * @param tables figures of each of several things
 */
record Block(String name, List<Statistic> statistics, List<Table> tables) {
  Block {
    statistics = List.copyOf(statistics);
    tables = List.copyOf(tables);
  }

  /**
   * One figure.
   *
   * @param name the element's name
   * @param value a {@link Long} or, for the few that SPEC 7 names, a {@link String} that isn't
   *     empty
   * @param about what it means, with its unit
   */
  record Statistic(String name, Object value, String about) {
    static Statistic number(String name, long value, String about) {
      return new Statistic(name, value, about);
    }

    static Statistic flag(String name, boolean value, String about) {
      return new Statistic(name, value ? 1L : 0L, about);
    }

    static Statistic text(String name, String value, String about) {
      return new Statistic(name, value, about);
    }
  }

  /**
   * Rows of figures.
   *
   * @param id value of the attribute {@code id}
   * @param rowName the element's name of each row
   */
  record Table(String id, String rowName, List<List<Statistic>> rows) {
    Table {
      rows = List.copyOf(rows);
    }
  }
}
