package org.sipha.http;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What came of a change.
 *
 * @param status of the answer
 * @param body of the answer
 * @param text the same in a few words, without any secret, for the log; null: not worth a line
 */
record Changed(int status, JsonObject body, @Nullable String text) {
  /** It can't be made, and why, in a sentence. */
  static Changed error(int status, String text) {
    return new Changed(status, new JsonObject().put("error", text), text);
  }
}
