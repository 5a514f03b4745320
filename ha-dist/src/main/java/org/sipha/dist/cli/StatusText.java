package org.sipha.dist.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a server says of itself, in words for the operator's terminal. */
final class StatusText {
  private StatusText() {}

  /** Several lines about one server. */
  static List<String> of(ServerPlace place, JsonObject status, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add(
        place.name()
            + "  "
            + role(status)
            + ", epoch "
            + status.getValue("epoch")
            + ", version "
            + status.getString("version", "unknown")
            + ", "
            + place.url());
    lines.addAll(right(status.getJsonObject("right")));
    lines.add("  HA connection    " + connection(status.getJsonObject("haConnection"), now));
    lines.add("  switchover       " + verdict(status.getInteger("readyForSwitchover", 0)));
    for (Object blocker : list(status, "blockers")) {
      lines.add("                     " + blocker((JsonObject) blocker));
    }
    for (Object note : list(status, "notes")) {
      lines.add("                   note: " + blocker((JsonObject) note));
    }
    lines.add("  upgrade          " + upgrade(status));
    lines.add("  synchronization  " + synchronization(status.getJsonObject("synchronization")));
    lines.add("  calls            " + calls(status));
    lines.addAll(grid(status.getJsonObject("grid")));
    JsonObject sip = status.getJsonObject("sip", new JsonObject());
    Long silence = sip.getLong("secondsWithoutTraffic");
    if (silence != null) {
      lines.add("  SIP traffic      none for " + duration(Duration.ofSeconds(silence)));
    }
    if (sip.getLong("unrecordedEnds", 0L) > 0) {
      lines.add(
          "  call records     "
              + number(sip, "unrecordedEnds")
              + " calls ended before their record was on disk: see the log");
    }
    lines.addAll(configuration(status.getJsonObject("configuration", new JsonObject()), now));
    if (status.getBoolean("labSettling", false)) {
      lines.add(
          "  WARNING          the 60 s of the rule are replaced by --lab-settling: for tests only");
    }
    return lines;
  }

  /** Nothing as long as the right to serve isn't held, or is renewed in time. */
  private static List<String> right(@Nullable JsonObject right) {
    if (right == null) {
      return List.of();
    }
    return switch (right.getString("state", "")) {
      case "unrenewed" ->
          List.of(
              "  right to serve   not renewed: the arbiter isn't reached or has no quorum; ends in "
                  + right.getValue("secondsLeft")
                  + " s");
      case "promised" ->
          List.of(
              "  right to serve   by the backup's promise alone: the arbiter isn't reached or has no"
                  + " quorum");
      default -> List.of();
    };
  }

  /** Nothing without a grid. */
  private static List<String> grid(@Nullable JsonObject grid) {
    if (grid == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    String text = grid.getString("text", "");
    lines.add(
        "  grid             "
            + grid.getString("state")
            + (grid.getBoolean("covers", false) ? ", covers a double failure" : "")
            + (grid.getInteger("waiting", 0) > 0
                ? ", " + number(grid, "waiting") + " changes waiting"
                : "")
            + (text.isEmpty() ? "" : ": " + text));
    JsonObject recovery = grid.getJsonObject("recovery");
    if (recovery != null && recovery.getInteger("found", 0) > 0) {
      lines.add(
          "                   "
              + number(recovery, "found")
              + " calls came back, "
              + number(recovery, "recovered")
              + " recovered, "
              + number(recovery, "pending")
              + " to be checked");
    }
    if (recovery != null && recovery.getInteger("missingCount", 0) > 0) {
      lines.add(
          "                   "
              + number(recovery, "missingCount")
              + " calls known to be missing did not come");
    }
    return lines;
  }

  /** Nothing as long as the configuration server is reached, or if there is none. */
  private static List<String> configuration(JsonObject configuration, Instant now) {
    JsonObject server = configuration.getJsonObject("server");
    if (server == null || server.getBoolean("reached", true)) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "  configuration    server not reached for "
            + age(server.getString("since"), now)
            + ": "
            + configuration.getString("source")
            + " "
            + server.getString("trouble"));
    String kept = server.getString("copyKeptAt");
    if (kept != null) {
      lines.add("                   started with the copy kept " + age(kept, now) + " ago");
    }
    return lines;
  }

  private static String age(String since, Instant now) {
    return duration(Duration.between(Instant.parse(since), now));
  }

  /** One line about a server that wasn't reached. */
  static String unreachable(ServerPlace place, String trouble) {
    return place.name() + "  not reached: " + trouble;
  }

  /** {@code settling: 23 s of 60 s since the HA connection was established}. */
  static String blocker(JsonObject blocker) {
    return blocker.getString("code") + ": " + blocker.getString("text");
  }

  private static String role(JsonObject status) {
    String role = status.getString("role", "none");
    return role.equals("none") ? "without a role (" + status.getString("phase", "") + ")" : role;
  }

  private static String connection(JsonObject connection, Instant now) {
    String text = connection.getString("state");
    String since = connection.getString("since");
    if (since != null) {
      text += " for " + duration(Duration.between(Instant.parse(since), now));
    }
    String peer = connection.getString("peer");
    if (peer != null) {
      text += ", peer " + peer;
    }
    String refusal = connection.getString("refusal");
    if (refusal != null) {
      text += ", refused: " + refusal;
    }
    text += trouble(connection);
    JsonArray differ = connection.getJsonArray("settingsThatDiffer", new JsonArray());
    if (!differ.isEmpty()) {
      text +=
          ", settings that differ: "
              + differ.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
    return text;
  }

  private static String trouble(JsonObject connection) {
    String text = "";
    String trouble = connection.getString("lastTrouble");
    if (trouble != null) {
      text += ", " + trouble;
    }
    String retries = connection.getString("retries", "");
    if (!retries.isEmpty()) {
      text += ", " + retries;
    }
    Double next = connection.getDouble("nextTryInSeconds");
    return next == null ? text : text + ", next try in " + next + " s";
  }

  private static String verdict(int ready) {
    return ready == 1 ? "ready" : "not ready";
  }

  private static String upgrade(JsonObject status) {
    if (status.getInteger("readyForUpgrade", 0) == 1) {
      return "ready: this server may be stopped";
    }
    return status.getString("role", "").equals("primary")
        ? "not ready: a primary must become backup first"
        : "not ready, for the reasons above";
  }

  private static String synchronization(JsonObject sync) {
    return switch (sync.getString("state")) {
      case "down" -> "down";
      case "inventory" -> "comparing the calls of both servers";
      case "done" -> "done, " + number(sync, "synchronized") + " calls were missing";
      default ->
          String.format(
              Locale.ROOT,
              "running, %s calls missing, %s synchronized, %s at once%s",
              number(sync, "missing"),
              number(sync, "synchronized"),
              number(sync, "limitInForce"),
              sync.getValue("secondsLeft") == null
                  ? ""
                  : ", about " + number(sync, "secondsLeft") + " s left");
    };
  }

  private static String calls(JsonObject status) {
    String text = number(status, "calls");
    Integer multisite = status.getInteger("multisiteCalls");
    if (multisite != null && multisite > 0) {
      text += ", " + number(status, "multisiteCalls") + " of them multisite";
    }
    return text;
  }

  private static String number(JsonObject json, String key) {
    Long value = json.getLong(key);
    return value == null ? "?" : String.format(Locale.ROOT, "%,d", value);
  }

  private static JsonArray list(JsonObject json, String key) {
    return json.getJsonArray(key, new JsonArray());
  }

  /** {@code 12 s}, {@code 3 min 5 s}, {@code 2 h 7 min}, {@code 4 d 3 h}. */
  static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 86_400) {
      return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }
    return seconds / 86_400 + " d " + seconds % 86_400 / 3_600 + " h";
  }
}
