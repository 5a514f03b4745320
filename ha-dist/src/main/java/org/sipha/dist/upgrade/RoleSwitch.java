package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.cli.NodeClient.Answer;
import org.sipha.dist.upgrade.Journal.Standing;

/** The switchover: commanded, and if the answer doesn't say how it went, looked at. */
final class RoleSwitch {
  /** A hand-over takes a few seconds at most (SPEC 4). */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private final Servers servers;
  private final Lookout lookout;

  RoleSwitch(Servers servers, Lookout lookout) {
    this.servers = servers;
    this.lookout = lookout;
  }

  /**
   * Commands it.
   *
   * @param primary the server that hands over
   * @throws Ended if the roles are as they were; what to do next is in it
   */
  void from(String primary, Pair pair, boolean force) throws Ended, IOException {
    String why;
    try {
      Answer answer = servers.switchover(pair, force);
      String result = answer.body().getString("result", "unknown");
      why = words(answer.body());
      switch (result) {
        case "done" -> {
          return;
        }
        case "refused", "busy" ->
            throw new Ended(Standing.REFUSED, "the switchover was refused: " + why);
        default -> why = result + ": " + why;
      }
    } catch (IOException e) {
      why = CommandFailure.reason(e);
    }
    if (!hasHappened(primary)) {
      throw new Ended(Standing.FAILED, "the switchover failed: " + why);
    }
  }

  private boolean hasHappened(String before) throws IOException {
    long until = System.nanoTime() + SETTLED.toNanos();
    while (System.nanoTime() < until) {
      Pair pair = lookout.look();
      if (pair.hasRoles()) {
        return !pair.primary().orElseThrow().node().equals(before);
      }
      lookout.pause();
    }
    return false;
  }

  private static String words(JsonObject body) {
    List<String> words = new ArrayList<>();
    words.add(body.getString("text", "no answer"));
    for (Object item : body.getJsonArray("blockers", new JsonArray())) {
      JsonObject blocker = (JsonObject) item;
      words.add(
          new Reason(
                  blocker.getString("node"), blocker.getString("code"), blocker.getString("text"))
              .toString());
    }
    return String.join("; ", words);
  }
}
