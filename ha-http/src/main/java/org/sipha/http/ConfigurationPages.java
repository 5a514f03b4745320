package org.sipha.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sipha.http.ConfigurationState.Option;
import org.sipha.http.ConfigurationState.Rejected;
import org.sipha.http.ConfigurationState.Server;
import org.sipha.http.ConfigurationState.Waiting;

/** {@code /config} and {@code POST /config/reload} (SPEC 6, 7). */
final class ConfigurationPages {
  /** Longer than any source is waited for. */
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ConfigurationAccess configuration;

  ConfigurationPages(ConfigurationAccess configuration) {
    this.configuration = configuration;
  }

  /** Every option, and what a reader of the status sees of the configuration. */
  void config(RoutingContext ctx) {
    ConfigurationState state = configuration.state();
    JsonArray options = new JsonArray();
    state.options().forEach(option -> options.add(option(option)));
    Answers.json(ctx, 200, summary(state).put("options", options));
  }

  /**
   * 200 if the configuration can be used, changed or not; 422 if it is rejected, 502 if the
   * configuration server isn't reached.
   */
  Future<Changed> reload(RoutingContext ctx) {
    return Future.fromCompletionStage(configuration.reload(), ctx.vertx().getOrCreateContext())
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .map(ConfigurationPages::changed)
        .otherwise(late -> Changed.error(504, "the configuration was not read in time"));
  }

  private static Changed changed(ConfigurationState state) {
    Server server = state.server();
    if (server != null && server.trouble() != null) {
      return new Changed(502, summary(state), "the configuration server isn't reached");
    }
    return state.rejected() == null
        ? new Changed(200, summary(state), "taken")
        : new Changed(422, summary(state), "rejected");
  }

  /** What of the configuration concerns somebody who looks at the server. */
  static JsonObject summary(ConfigurationState state) {
    JsonArray waiting = new JsonArray();
    state.waiting().forEach(change -> waiting.add(waiting(change)));
    return new JsonObject()
        .put("source", state.source())
        .put("readAt", state.readAt().toString())
        .put("waiting", waiting)
        .put("rejected", rejected(state.rejected()))
        .put("server", server(state.server()));
  }

  private static JsonObject option(Option option) {
    return new JsonObject()
        .put("section", option.section())
        .put("option", option.name())
        .put("value", option.value())
        .put("default", option.otherwise())
        .put("file", option.file())
        .put("line", option.line() == 0 ? null : option.line())
        .put("valid", option.valid())
        .put("takesEffect", option.effect());
  }

  private static JsonObject waiting(Waiting change) {
    return new JsonObject()
        .put("section", change.section())
        .put("option", change.name())
        .put("inForce", change.inForce())
        .put("configured", change.configured())
        .put("takesEffect", change.waitsFor());
  }

  private static @Nullable JsonObject rejected(@Nullable Rejected rejected) {
    return rejected == null
        ? null
        : new JsonObject()
            .put("at", rejected.at().toString())
            .put("problems", new JsonArray(rejected.problems()));
  }

  private static @Nullable JsonObject server(@Nullable Server server) {
    if (server == null) {
      return null;
    }
    Instant kept = server.copyKeptAt();
    return new JsonObject()
        .put("reached", server.trouble() == null)
        .put("trouble", server.trouble())
        .put("since", server.since().toString())
        .put("copyKeptAt", kept == null ? null : kept.toString());
  }
}
