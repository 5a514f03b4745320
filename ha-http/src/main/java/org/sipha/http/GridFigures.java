package org.sipha.http;

import static org.sipha.http.Block.Statistic.flag;
import static org.sipha.http.Block.Statistic.number;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.sipha.core.grid.GridView;
import org.sipha.core.grid.GridView.Recovery;
import org.sipha.core.node.Input.GridState.State;
import org.sipha.http.Block.Statistic;
import org.sipha.http.Metric.Sample;

/** The grid, wherever a node is shown; a node without one shows nothing of it. */
final class GridFigures {
  /** All of them are absent without a grid. */
  static final List<Metric> METRICS =
      List.of(
          Metric.labelled(
              "sipha_grid",
              List.of("state"),
              "1 for the state of the grid, 0 for the others. Absent without a grid, as all of it.",
              GridFigures::states),
          metric(
              "sipha_grid_covers",
              "1 if a double failure now would lose no call, else 0; 0 on a backup. Absent without a grid.",
              grid -> grid.covers() ? 1 : 0),
          metric(
              "sipha_grid_waiting_changes",
              "Changes that wait to be written to the grid. Absent without one.",
              GridView::waiting),
          recovery(
              "sipha_grid_found_calls",
              "Calls that this server lacked when it took over and the grid had. Absent if it"
                  + " lacked none.",
              Recovery::found),
          recovery(
              "sipha_grid_recovered_calls",
              "Those of them that both parties have. Absent if it lacked none.",
              Recovery::recovered),
          recovery(
              "sipha_grid_pending_calls",
              "Those of them whose parties are still to be asked. Absent if it lacked none.",
              Recovery::pending));

  private GridFigures() {}

  // ---- metrics

  private static List<Sample> states(Snapshot snapshot) {
    GridView grid = snapshot.view().grid();
    return grid == null
        ? List.of()
        : Arrays.stream(State.values())
            .map(state -> new Sample(List.of(state.toString()), state == grid.state() ? 1 : 0))
            .toList();
  }

  private static Metric metric(String name, String meaning, ToDoubleFunction<GridView> value) {
    return Metric.labelled(
        name, List.of(), meaning, s -> sample(Optional.ofNullable(s.view().grid()), value));
  }

  private static Metric recovery(String name, String meaning, ToDoubleFunction<Recovery> value) {
    return Metric.labelled(
        name,
        List.of(),
        meaning,
        s -> sample(Optional.ofNullable(s.view().grid()).map(GridView::recovery), value));
  }

  private static <T> List<Sample> sample(Optional<T> known, ToDoubleFunction<T> value) {
    return known.stream().map(of -> new Sample(List.of(), value.applyAsDouble(of))).toList();
  }

  // ---- status

  /** As a block for monitoring clients; only of a node with a grid. */
  static Block block(Snapshot snapshot) {
    GridView grid = snapshot.view().grid();
    return new Block("haGrid", grid == null ? List.of() : statistics(grid), List.of());
  }

  private static List<Statistic> statistics(GridView grid) {
    Recovery recovery = grid.recovery();
    return List.of(
        number(
            "STATE",
            stateNumber(grid.state()),
            "State of the grid: 0 connecting, 1 behind, 2 current, 3 gone"),
        flag("COVERS", grid.covers(), "1 if a double failure now would lose no call"),
        number("WAITING", grid.waiting(), "Changes that wait to be written"),
        number(
            "FOUND",
            recovery == null ? 0 : recovery.found(),
            "Calls that this server lacked when it took over and the grid had"),
        number(
            "RECOVERED",
            recovery == null ? 0 : recovery.recovered(),
            "Those of them that both parties have"),
        number(
            "PENDING",
            recovery == null ? 0 : recovery.pending(),
            "Those of them whose parties are still to be asked"));
  }

  private static int stateNumber(State state) {
    return switch (state) {
      case CONNECTING -> 0;
      case BEHIND -> 1;
      case CURRENT -> 2;
      case GONE -> 3;
    };
  }

  /** As JSON. */
  static JsonObject json(GridView grid, Moment moment) {
    return new JsonObject()
        .put("state", grid.state().toString())
        .put("since", moment.at(grid.sinceNanos()).toString())
        .put("waiting", grid.waiting())
        .put("text", grid.text())
        .put("covers", grid.covers())
        .put("recovery", json(grid.recovery(), moment));
  }

  private static @Nullable JsonObject json(@Nullable Recovery recovery, Moment moment) {
    if (recovery == null) {
      return null;
    }
    JsonArray missing = new JsonArray();
    recovery.missing().forEach(id -> missing.add(id.toString()));
    return new JsonObject()
        .put("state", recovery.state().toString())
        .put("startedAt", moment.at(recovery.startedNanos()).toString())
        .put(
            "endedAt",
            recovery.endedNanos() == 0 ? null : moment.at(recovery.endedNanos()).toString())
        .put("found", recovery.found())
        .put("recovered", recovery.recovered())
        .put("endedAtCheck", recovery.endedAtCheck())
        .put("pending", recovery.pending())
        .put("missing", missing)
        .put("missingCount", recovery.missingCount())
        .put("text", recovery.text());
  }

  // ---- page

  /** The part of the operator's page; empty without a grid. */
  static String html(@Nullable GridView grid) {
    if (grid == null) {
      return "";
    }
    StringBuilder out = new StringBuilder(512);
    out.append("<h3>Grid</h3>\n<p id=\"grid\">").append(sentence(grid)).append("</p>\n");
    Recovery recovery = grid.recovery();
    if (recovery != null && recovery.found() + recovery.missingCount() > 0) {
      out.append("<p id=\"recovery\">").append(sentence(recovery)).append("</p>\n");
    }
    return out.toString();
  }

  private static String sentence(GridView grid) {
    String words =
        switch (grid.state()) {
          case CONNECTING -> "not reached yet";
          case BEHIND -> "being brought up to date";
          case CURRENT ->
              grid.covers() ? "current: a double failure would lose no call" : "reached";
          case GONE -> "<b>gone</b>: a double failure would lose calls";
        };
    return "The grid is "
        + words
        + (grid.waiting() == 0 ? "" : ", " + Words.count(grid.waiting(), "change") + " waiting")
        + (grid.text().isEmpty() ? "." : ". " + Markup.escaped(grid.text()));
  }

  private static String sentence(Recovery recovery) {
    return Words.count(recovery.found(), "call")
        + " came back from the grid: "
        + Words.number(recovery.recovered())
        + " recovered, "
        + Words.number(recovery.endedAtCheck())
        + " ended, "
        + Words.number(recovery.pending())
        + " to be checked at their parties."
        + (recovery.missingCount() == 0
            ? ""
            : " " + Words.number(recovery.missingCount()) + " known to be missing did not.");
  }
}
