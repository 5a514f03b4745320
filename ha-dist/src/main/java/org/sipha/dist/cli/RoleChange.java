package org.sipha.dist.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.util.List;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.cli.NodeClient.Answer;
import picocli.CommandLine;

/** A command that changes roles: sent to a server, its answer in words and as an exit status. */
final class RoleChange {
  private final CommandLine line;

  RoleChange(CommandLine line) {
    this.line = line;
  }

  /**
   * Commands the first of these servers that can be reached.
   *
   * @param path {@code /switchover}, {@code /promote} or {@code /demote}
   * @return the exit status
   */
  int command(List<ServerPlace> places, String path, boolean force) {
    PrintWriter err = line.getErr();
    for (ServerPlace place : places) {
      try {
        Answer answer = new NodeClient(place).post(force ? path + "?force=true" : path);
        return told(answer.body());
      } catch (ConnectException e) {
        err.println(
            place.name() + " can't be reached at " + place.url()); // so nothing was commanded
      } catch (IOException e) {
        err.println(place.name() + ": " + CommandFailure.reason(e));
        err.println("Look at both servers before anything else: sipha status");
        return ExitStatus.FAILED;
      }
    }
    err.println("No server was reached. Is it running, and with this configuration?");
    return ExitStatus.UNAVAILABLE;
  }

  private int told(JsonObject body) {
    String result = body.getString("result", "unknown");
    boolean done = result.equals("done");
    PrintWriter out = done ? line.getOut() : line.getErr();
    out.println(result + ": " + body.getString("text", ""));
    for (Object item : body.getJsonArray("blockers", new JsonArray())) {
      JsonObject blocker = (JsonObject) item;
      out.println("  " + blocker.getString("node") + ": " + StatusText.blocker(blocker));
    }
    String primary = body.getString("primary");
    if (primary != null) {
      out.println("primary is " + primary);
    }
    return switch (result) {
      case "done" -> ExitStatus.DONE;
      case "refused", "busy" -> ExitStatus.REFUSED;
      default -> ExitStatus.FAILED;
    };
  }
}
