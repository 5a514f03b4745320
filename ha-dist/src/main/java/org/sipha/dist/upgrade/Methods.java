package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.install.Installation;

/** Which {@link Method} it is, by the command line or, when something goes on, by what was kept. */
final class Methods {
  private static final String UNIT = "sipha@" + SystemdMethod.NAME;

  /** A server that stops takes 7 s at most, and a moment to close. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private Methods() {}

  /**
   * The choice, in the form in which it is kept.
   *
   * @param before what was chosen when the upgrade began, empty for one that begins
   */
  static JsonObject chosen(Request request, JsonObject before) throws CommandFailure {
    With with =
        request
            .with()
            .orElse(With.valueOf(before.getString("with", "processes").toUpperCase(Locale.ROOT)));
    String hooks =
        request
            .hooks()
            .map(Path::toAbsolutePath)
            .map(Path::toString)
            .orElse(before.getString("hooks"));
    if (with == With.HOOKS && hooks == null) {
      throw new CommandFailure(
          ExitStatus.USAGE, "--with hooks needs --hooks DIR, the directory of the hooks");
    }
    if (with != With.HOOKS && request.servers().size() < 2) {
      throw new CommandFailure(
          ExitStatus.USAGE,
          "--with "
              + with
              + " needs the configurations of both servers on this machine, and there is only "
              + request.servers().get(0).file()
              + ": for a pair on two hosts take --with hooks");
    }
    return new JsonObject()
        .put("with", with.toString())
        .put("hooks", hooks)
        .put("unit", request.unit().orElse(before.getString("unit", UNIT)))
        .put("peer", before.getJsonObject("peer"))
        .put("servers", before.getJsonObject("servers", new JsonObject()));
  }

  /** The method that was chosen. */
  static Method of(JsonObject chosen, Request request, Servers servers)
      throws CommandFailure, IOException {
    JsonObject kept = chosen.getJsonObject("servers");
    Installation installation = Installation.at(request.home());
    return switch (With.valueOf(chosen.getString("with").toUpperCase(Locale.ROOT))) {
      case PROCESSES -> new ProcessMethod(installation, request.servers(), kept, STOP_LIMIT);
      case SYSTEMD ->
          new SystemdMethod(
              installation, request.servers(), kept, chosen.getString("unit"), "systemctl");
      case HOOKS ->
          new HookMethod(
              Optional.ofNullable(chosen.getString("hooks")).map(Path::of).orElseThrow(),
              request.home(),
              request.pair(),
              servers,
              request.servers(),
              kept);
    };
  }
}
