package org.sipha.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.sipha.core.node.NodeView;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.role.Role;

/**
 * Paths whose status is the answer: probes, load balancers, gates of an upgrade (SPEC 7). 200 is
 * yes, 503 is no.
 */
final class HealthPages {
  private static final Blocker NOT_YET =
      new Blocker(BlockerCode.STARTING, "the server has just started");

  private final NodeReader node;

  HealthPages(NodeReader node) {
    this.node = node;
  }

  /**
   * {@code GET /health/live}: whether the core runs. A process that has just started is given its
   * time.
   */
  void live(RoutingContext ctx) {
    boolean live = node.view().map(Snapshot::isFresh).orElse(true);
    answer(ctx, live, new JsonObject().put("live", live ? 1 : 0));
  }

  /** {@code GET /health/ready}: whether this node can do its role's work. */
  void ready(RoutingContext ctx) {
    Optional<NodeView> view = node.view();
    boolean ready = view.map(Snapshot::doesItsWork).orElse(false);
    answer(
        ctx,
        ready,
        new JsonObject()
            .put("ready", ready ? 1 : 0)
            .put("role", role(view))
            .put("text", view.map(HealthPages::workText).orElse(NOT_YET.text())));
  }

  /** {@code GET /primary} and {@code /backup}: whether the node has that role. */
  void hasRole(RoutingContext ctx, Role asked) {
    Optional<NodeView> view = node.view();
    boolean has = view.map(v -> v.role() == asked).orElse(false);
    answer(ctx, has, new JsonObject().put("role", role(view)));
  }

  /** {@code GET /readiness/switchover}. */
  void switchover(RoutingContext ctx) {
    Optional<NodeView> view = node.view();
    boolean ready = view.map(v -> v.readiness().forSwitchover()).orElse(false);
    List<Blocker> blockers = view.map(v -> v.readiness().blockers()).orElse(List.of(NOT_YET));
    answer(ctx, ready, readiness(ready, blockers));
  }

  /**
   * {@code GET /readiness/upgrade}; a primary is told what to do, for no blocker ever makes it
   * ready.
   */
  void upgrade(RoutingContext ctx) {
    Optional<NodeView> view = node.view();
    boolean ready = view.map(v -> v.readiness().forUpgrade()).orElse(false);
    List<Blocker> blockers = view.map(Snapshot::upgradeBlockers).orElse(List.of(NOT_YET));
    JsonObject body = readiness(ready, blockers);
    if (view.map(v -> v.role() == Role.PRIMARY).orElse(false)) {
      body.put("text", "a primary has to become backup first, by a switchover");
    }
    answer(ctx, ready, body);
  }

  private static JsonObject readiness(boolean ready, List<Blocker> blockers) {
    return new JsonObject()
        .put("ready", ready ? 1 : 0)
        .put("blockers", StatusJson.blockers(blockers));
  }

  private static String role(Optional<NodeView> view) {
    return view.map(NodeView::role).orElse(Role.NONE).toString();
  }

  private static String workText(NodeView view) {
    return switch (view.role()) {
      case PRIMARY -> view.serving() ? "serves SIP" : "doesn't serve SIP";
      case BACKUP -> "the HA connection is " + view.connection().state();
      case NONE -> "has no role";
    };
  }

  private static void answer(RoutingContext ctx, boolean yes, JsonObject body) {
    Answers.json(ctx, yes ? 200 : 503, body);
  }
}
