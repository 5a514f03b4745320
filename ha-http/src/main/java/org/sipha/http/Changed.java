package org.sipha.http;

import io.vertx.core.json.JsonObject;

/**
 * What came of a change.
 *
 * @param status of the answer
 * @param body of the answer
 * @param text the same in a few words, without any secret, for the log
 */
record Changed(int status, JsonObject body, String text) {
  /** It can't be made, and why, in a sentence. */
  static Changed error(int status, String text) {
    return new Changed(status, new JsonObject().put("error", text), text);
  }
}
