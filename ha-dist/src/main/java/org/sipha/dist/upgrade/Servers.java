package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.sipha.core.role.Role;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.cli.NodeClient;
import org.sipha.dist.cli.NodeClient.Answer;
import org.sipha.dist.cli.ServerPlace;
import org.sipha.http.Access;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Both servers over HTTP (SPEC 7). Blocks; any thread. */
final class Servers {
  private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

  /** What a server gives in one answer. */
  private static final int PAGE = 1_000;

  private final Map<String, NodeClient> clients = new LinkedHashMap<>();

  Servers(List<ServerPlace> places) {
    places.forEach(place -> clients.put(place.name(), new NodeClient(place)));
  }

  List<String> names() {
    return List.copyOf(clients.keySet());
  }

  ServerPlace place(String node) {
    return client(node).place();
  }

  private NodeClient client(String node) {
    NodeClient client = clients.get(node);
    if (client == null) {
      throw new IllegalStateException(node + " is none of " + clients.keySet());
    }
    return client;
  }

  /**
   * Looks at both.
   *
   * @param unanswered what a server is taken for that doesn't answer, by its name and the trouble
   */
  Pair look(BiFunction<String, String, Seen> unanswered) {
    List<Seen> seen = new ArrayList<>();
    for (String node : clients.keySet()) {
      try {
        seen.add(Seen.of(node, status(node)));
      } catch (IOException e) {
        seen.add(unanswered.apply(node, CommandFailure.reason(e)));
      }
    }
    return new Pair(seen.get(0), seen.get(1));
  }

  JsonObject status(String node) throws IOException {
    return client(node).status();
  }

  /**
   * Commands a switchover, at whichever server takes the command from here; rather at the primary.
   *
   * @throws ConnectException if none was reached: nothing was commanded
   * @throws IOException if the answer didn't come; it may have been carried out
   */
  Answer switchover(Pair pair, boolean force) throws IOException {
    List<String> asked =
        pair.both().stream()
            .sorted(Comparator.comparing(seen -> !seen.is(Role.PRIMARY)))
            .map(Seen::node)
            .sorted(Comparator.comparing(node -> !hasToken(node)))
            .toList();
    String path = force ? "/switchover?force=true" : "/switchover";
    try {
      return client(asked.get(0)).post(path);
    } catch (ConnectException e) {
      return client(asked.get(1)).post(path);
    }
  }

  private boolean hasToken(String node) {
    try {
      return place(node).token(Access.OPERATE).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** Ids of all calls that a server holds. */
  List<String> calls(String node) throws IOException {
    List<String> ids = new ArrayList<>();
    @Nullable String next = null;
    do {
      String after = next == null ? "" : "&after=" + next;
      JsonObject page = client(node).get("/calls?limit=" + PAGE + after);
      page.getJsonArray("calls").forEach(call -> ids.add(((JsonObject) call).getString("id")));
      next = page.getString("next");
    } while (next != null);
    return ids;
  }

  /** The first of the calls that hold a server's readiness, and how many there are in all. */
  record Blocking(long total, List<JsonObject> first) {
    Blocking {
      first = List.copyOf(first);
    }
  }

  Blocking blockingCalls(String node, int limit) throws IOException {
    JsonObject page = client(node).get("/calls?blocking=true&limit=" + limit);
    List<JsonObject> calls = new ArrayList<>();
    page.getJsonArray("calls", new JsonArray()).forEach(call -> calls.add((JsonObject) call));
    return new Blocking(page.getLong("total", (long) calls.size()), calls);
  }

  /**
   * Tells those servers whose token is here how the upgrade stands. Who isn't reached isn't told;
   * an older server doesn't listen.
   *
   * @return why a server doesn't want to hear it: another upgrade is running; null if none says so
   */
  @Nullable String tell(JsonObject document) {
    for (NodeClient client : clients.values()) {
      try {
        if (hasToken(client.place().name())) {
          Answer answer = client.tell("/upgrade", document);
          if (answer.status() == 409) {
            return client.place().name() + ": " + answer.body().getString("error", "busy");
          }
        }
      } catch (IOException e) {
        LOG.debug(
            "{} isn't told: {}", client.place().name(), e.toString()); // it is being restarted
      }
    }
    return null;
  }
}
