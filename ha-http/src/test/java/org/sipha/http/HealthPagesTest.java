package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.readiness.Readiness;
import org.sipha.core.role.Role;

/** Paths whose status is the answer. */
class HealthPagesTest extends HttpTest {

  private int status(String path) throws Exception {
    return get(path).statusCode();
  }

  @Test
  void primaryIsReadyWhileItServesSip() throws Exception {
    assertThat(status("/health/live")).isEqualTo(200);
    assertThat(status("/health/ready")).isEqualTo(200);
    assertThat(status("/primary")).isEqualTo(200);
    assertThat(status("/backup")).isEqualTo(503);
    node.serving = false;
    assertThat(status("/health/ready")).isEqualTo(503);
    assertThat(status("/health/live")).isEqualTo(200);
  }

  @Test
  void backupIsReadyWhileItHasTheConnection() throws Exception {
    node.isBackupBlockedBy(Node.blocker(BlockerCode.SETTLING, "23 s of 60 s"));
    assertThat(status("/health/ready")).isEqualTo(200);
    assertThat(status("/backup")).isEqualTo(200);
    assertThat(status("/primary")).isEqualTo(503);
    node.connection = ConnectionState.SUSPECT;
    assertThat(status("/health/ready")).isEqualTo(200);
    node.connection = ConnectionState.DOWN;
    assertThat(status("/health/ready")).isEqualTo(503);
    assertThat(status("/backup")).isEqualTo(200);
  }

  @Test
  void nodeWithoutRoleIsNeither() throws Exception {
    node.role = Role.NONE;
    node.serving = false;
    for (String path : List.of("/health/ready", "/primary", "/backup")) {
      assertThat(status(path)).as(path).isEqualTo(503);
    }
    assertThat(status("/health/live")).isEqualTo(200);
  }

  @Test
  void readinessAnswersByStatusAndNamesTheBlockers() throws Exception {
    assertThat(status("/readiness/switchover")).isEqualTo(200);
    node.isBackupBlockedBy(Node.blocker(BlockerCode.SETTLING, "23 s of 60 s"));
    HttpResponse<String> switchover = get("/readiness/switchover");
    assertThat(switchover.statusCode()).isEqualTo(503);
    assertThat(body(switchover).getValue("ready")).isEqualTo(0);
    assertThat(body(switchover).getJsonArray("blockers").getJsonObject(0))
        .isEqualTo(new JsonObject().put("code", "settling").put("text", "23 s of 60 s"));
    HttpResponse<String> upgrade = get("/readiness/upgrade");
    assertThat(upgrade.statusCode()).isEqualTo(200);
    assertThat(body(upgrade).getValue("ready")).isEqualTo(1);
    assertThat(body(upgrade).getJsonArray("blockers")).isEmpty();
  }

  @Test
  void primaryIsNeverReadyForUpgradeAndSaysWhatToDo() throws Exception {
    HttpResponse<String> upgrade = get("/readiness/upgrade");
    assertThat(upgrade.statusCode()).isEqualTo(503);
    assertThat(body(upgrade).getString("text")).contains("switchover");
  }

  @Test
  void frozenNodeIsNothingAnyMore() throws Exception {
    node.passNanos(20 * Node.SECOND);
    for (String path :
        List.of(
            "/health/live",
            "/health/ready",
            "/primary",
            "/backup",
            "/readiness/switchover",
            "/readiness/upgrade")) {
      assertThat(status(path)).as(path).isEqualTo(503);
    }
    assertThat(body(get("/readiness/switchover")).getJsonArray("blockers").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("code", "view-stale")
                .put("text", "the node has not ticked for 20 s"));
    JsonObject json = json("/server?sipServer");
    assertThat(json.getString("role")).isEqualTo("none");
    assertThat(json.getJsonObject("sipServer").getString("HA_ROLE")).isEqualTo("None");
    assertThat(json.getJsonObject("sipServer").getValue("READINESS_SWITCHOVER")).isEqualTo(0);
  }

  @Test
  void silentPeerTakesOnlyTheSwitchoverAway() throws Exception {
    node.passNanos(Node.SECOND + 1);
    assertThat(status("/readiness/switchover")).isEqualTo(503);
    assertThat(status("/primary")).isEqualTo(200);
    assertThat(status("/health/ready")).isEqualTo(200);
  }

  @Test
  void nodeThatHasNotSpokenYetIsAliveAndNothingElse() throws Exception {
    node.hasSpoken = false;
    assertThat(status("/health/live")).isEqualTo(200);
    for (String path :
        List.of(
            "/health/ready",
            "/primary",
            "/backup",
            "/readiness/switchover",
            "/readiness/upgrade",
            "/server",
            "/serverx",
            "/")) {
      assertThat(status(path)).as(path).isEqualTo(503);
    }
    JsonObject blocker = body(get("/readiness/upgrade")).getJsonArray("blockers").getJsonObject(0);
    assertThat(blocker.getString("code")).isEqualTo("starting");
  }

  @Test
  void startingNodeNamesItsCheck() throws Exception {
    node.role = Role.NONE;
    node.serving = false;
    node.starting = true;
    node.readiness =
        new Readiness(
            false,
            false,
            List.of(Node.blocker(BlockerCode.STARTING, "warming up the SIP path")),
            List.of());
    for (String path : List.of("/readiness/switchover", "/readiness/upgrade")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(503);
      assertThat(get(path).body()).as(path).contains("warming up the SIP path");
    }
  }
}
