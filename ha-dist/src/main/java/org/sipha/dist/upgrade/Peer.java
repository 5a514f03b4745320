package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.cli.NodeClient;
import org.sipha.dist.cli.ServerPlace;

/** Where the peer of a server is whose own configuration is on another host. */
final class Peer {
  private Peer() {}

  /**
   * By the word of its peer, or as it was when the upgrade began.
   *
   * @param here the server whose configuration is here
   * @param chosen what is kept of an upgrade; the peer's place is put into it
   * @throws CommandFailure if nobody can say
   */
  static ServerPlace of(ServerPlace here, JsonObject chosen) throws CommandFailure {
    JsonObject kept = chosen.getJsonObject("peer");
    String trouble = "it doesn't know one yet";
    try {
      JsonObject connection =
          new NodeClient(here).status().getJsonObject("haConnection", new JsonObject());
      @Nullable String name = connection.getString("peer");
      @Nullable String address = connection.getString("peerHttpAddress");
      if (name != null && address != null) {
        kept = new JsonObject().put("name", name).put("address", address);
      }
    } catch (IOException e) {
      trouble = CommandFailure.reason(e);
    }
    if (kept == null) {
      throw new CommandFailure(
          ExitStatus.UNAVAILABLE,
          here.name()
              + " has to tell where its peer is, since that one's configuration isn't here: "
              + trouble);
    }
    chosen.put("peer", kept);
    return here.peer(kept.getString("name"), kept.getString("address"));
  }
}
