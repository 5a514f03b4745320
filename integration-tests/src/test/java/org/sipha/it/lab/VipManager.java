package org.sipha.it.lab;

import java.time.Duration;
import org.sipha.it.harness.Await;
import org.sipha.it.harness.NodeHttp.Answer;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Server;

/**
 * Decides who has the service address, as keepalived or an operator would: it asks, by {@code POST
 * /promote} and {@code POST /demote}, and the servers move the address with their scripts.
 */
final class VipManager {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Pair pair;

  VipManager(Pair pair) {
    this.pair = pair;
  }

  /** A server becomes primary: by a switchover if the two are connected, else at once. */
  void promote(Server server) {
    ask(server, "/promote");
    pair.awaitRole(server, "primary", PATIENCE);
  }

  /** A server stops serving. */
  void demote(Server server) {
    ask(server, "/demote");
    pair.await(
        PATIENCE,
        server.name() + " isn't primary",
        () -> !server.http().status().role().equals("primary"));
  }

  /** A suspect connection is settled in a moment: until then the answer is 409. */
  private void ask(Server server, String path) {
    Answer[] last = new Answer[1];
    Await.until(
        PATIENCE,
        "POST " + path + " at " + server.name() + " is done",
        () -> {
          last[0] = server.http().post(path);
          if (last[0].status() != 200 && last[0].status() != 409) {
            throw new AssertionError("POST " + path + ": " + last[0] + "\n" + pair.describe());
          }
          return last[0].status() == 200;
        },
        () -> last[0] + "\n" + pair.describe());
  }
}
