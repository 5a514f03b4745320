package org.sipha.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Leg;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls as JSON, in the shape of SPEC 7. Thread-safe. */
final class CallJson {
  private static final Logger LOG = LoggerFactory.getLogger(CallJson.class);

  private final CallCodec codec;
  private final Tally unreadable = new Tally();

  CallJson(CallCodec codec) {
    this.codec = codec;
  }

  /**
   * A page of a list of which one more than the limit was fetched, if there is more.
   *
   * @param total how many there are in all
   */
  static <T> JsonObject page(
      int total, List<T> found, int limit, Function<T, JsonObject> json, Function<T, String> id) {
    List<T> shown = found.size() > limit ? found.subList(0, limit) : found;
    JsonArray calls = new JsonArray();
    shown.forEach(item -> calls.add(json.apply(item)));
    return new JsonObject()
        .put("total", total)
        .put("calls", calls)
        .put("next", found.size() > limit ? id.apply(shown.get(limit - 1)) : null);
  }

  /** A call; of one whose copy can't be read, what is known without reading it. */
  JsonObject of(CallRecord call) {
    JsonObject json =
        new JsonObject()
            .put("id", call.id().toString())
            .put("version", call.version().toString())
            .put("state", call.state().name().toLowerCase(Locale.ROOT))
            .put("multisite", call.multisite());
    try {
      Call body = call.body().decoded(codec);
      return json.put("startedAt", Instant.ofEpochMilli(body.startedAtMillis()).toString())
          .put("from", body.from())
          .put("to", body.to())
          .put("legs", new JsonArray().add(leg(body.a())).add(leg(body.b())));
    } catch (IllegalArgumentException e) {
      long times = unreadable.oneMore();
      if (times > 0) {
        LOG.error("the copy of call {} can't be read, {} such so far", call.id(), times, e);
      }
      return withoutContent(json);
    }
  }

  /** A call that this node knows by its id only, or that has just ended. */
  static JsonObject unknown(CallId id) {
    return withoutContent(
        new JsonObject()
            .put("id", id.toString())
            .putNull("version")
            .putNull("state")
            .putNull("multisite"));
  }

  private static JsonObject withoutContent(JsonObject json) {
    return json.putNull("startedAt").putNull("from").putNull("to").put("legs", new JsonArray());
  }

  private static JsonObject leg(Leg leg) {
    return new JsonObject()
        .put("callId", leg.callId())
        .put("localTag", leg.localTag())
        .put("remoteTag", leg.remoteTag());
  }
}
