package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.grid.GridView;
import org.sipha.core.grid.GridView.Progress;
import org.sipha.core.grid.GridView.Recovery;
import org.sipha.core.node.Input.GridState.State;

/** The grid in the status, the metrics and on the page: only where there is one. */
class GridPagesTest extends HttpTest {
  private static final long SECOND = 1_000_000_000L;
  private static final CallId MISSING = CallId.of(6, 1, 9);

  /** A grid and what came back from it. */
  static GridView recovering() {
    return new GridView(
        State.BEHIND,
        999 * SECOND,
        1_204,
        "two of <three> members",
        true,
        new Recovery(
            Progress.DONE, 990 * SECOND, 992 * SECOND, 600, 500, 3, 97, List.of(MISSING), 1, ""));
  }

  @Test
  void withoutAGridNothingIsShown() throws Exception {
    assertThat(json("/server").getMap()).doesNotContainKeys("grid", "haGrid");
    assertThat(get("/serverx", "text/xml").body()).doesNotContain("haGrid");
    assertThat(get("/metrics").body()).doesNotContain("sipha_grid");
    assertThat(get("/", "text/html").body()).doesNotContain("Grid</h3>");
  }

  @Test
  void theStatusSaysHowItStandsAndWhatCameBack() throws Exception {
    node.grid = recovering();
    JsonObject grid = json("/server").getJsonObject("grid");
    assertThat(grid.getMap())
        .containsEntry("state", "behind")
        .containsEntry("since", "2026-11-22T11:59:59Z")
        .containsEntry("waiting", 1_204)
        .containsEntry("covers", true)
        .containsEntry("text", "two of <three> members");
    assertThat(grid.getJsonObject("recovery").getMap())
        .containsEntry("state", "done")
        .containsEntry("startedAt", "2026-11-22T11:59:50Z")
        .containsEntry("endedAt", "2026-11-22T11:59:52Z")
        .containsEntry("found", 600)
        .containsEntry("recovered", 500)
        .containsEntry("endedAtCheck", 3)
        .containsEntry("pending", 97)
        .containsEntry("missing", List.of(MISSING.toString()))
        .containsEntry("missingCount", 1);
    node.grid = new GridView(State.CONNECTING, 999 * SECOND, 0, "", false, null);
    assertThat(json("/server").getJsonObject("grid").getMap()).containsEntry("recovery", null);
  }

  @Test
  void monitoringClientsReadNumbers() throws Exception {
    node.grid = recovering();
    JsonObject block = json("/server?haGrid").getJsonObject("haGrid");
    assertThat(block.getMap())
        .containsEntry("STATE", 1)
        .containsEntry("COVERS", 1)
        .containsEntry("WAITING", 1_204)
        .containsEntry("FOUND", 600)
        .containsEntry("RECOVERED", 500)
        .containsEntry("PENDING", 97);
    assertThat(get("/serverx?haGrid", "text/xml").body()).contains("<haGrid>", ">1204</WAITING>");
    assertThat(get("/metrics").body())
        .contains(
            "sipha_grid{state=\"behind\"} 1.0",
            "sipha_grid{state=\"gone\"} 0.0",
            "sipha_grid_covers 1.0",
            "sipha_grid_waiting_changes 1204.0",
            "sipha_grid_recovered_calls 500.0");
  }

  @Test
  void thePageSaysItInWords() throws Exception {
    node.grid = recovering();
    assertThat(get("/", "text/html").body())
        .contains(
            "The grid is being brought up to date, 1,204 changes waiting. two of &lt;three&gt;"
                + " members",
            "600 calls came back from the grid: 500 recovered, 3 ended, 97 to be checked",
            "1 known to be missing did not.");
  }
}
