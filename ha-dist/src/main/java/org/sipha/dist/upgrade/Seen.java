package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.sipha.core.role.Role;

/**
 * What one server was seen to be at one moment.
 *
 * @param node its {@code application-name}
 * @param life whether it answers, and if not, what is known of its process
 * @param trouble why it doesn't answer, empty if it does
 * @param role as it says; {@code NONE} if it doesn't answer
 * @param version that runs, empty if it doesn't answer
 * @param phase what it is doing, in its own words
 * @param readyForSwitchover its verdict
 * @param readyForUpgrade its verdict
 * @param blockers what holds its verdicts at 0
 * @param failedChecks its self-checks that have failed, each with its name
 * @param refusal why the handshake with its peer is refused, empty if it isn't
 * @param process its number on its host
 */
record Seen(
    String node,
    Life life,
    String trouble,
    Role role,
    String version,
    String phase,
    boolean readyForSwitchover,
    boolean readyForUpgrade,
    List<Reason> blockers,
    List<String> failedChecks,
    Optional<String> refusal,
    OptionalLong process) {
  Seen {
    blockers = List.copyOf(blockers);
    failedChecks = List.copyOf(failedChecks);
  }

  /** Whether a server answers, and if not, what is known of its process. */
  enum Life {
    /** It answers over HTTP. */
    ANSWERS,
    /** It doesn't answer, though its process is there. */
    RUNS,
    /** It doesn't answer, and nobody here can say whether it runs. */
    UNKNOWN,
    /** It doesn't answer, and there is no process. */
    GONE
  }

  /** One that doesn't answer. */
  static Seen silent(String node, Life life, String trouble) {
    return new Seen(
        node,
        life,
        trouble,
        Role.NONE,
        "",
        "",
        false,
        false,
        List.of(),
        List.of(),
        Optional.empty(),
        OptionalLong.empty());
  }

  /** What its status says (SPEC 7). What an older version doesn't say yet is taken as none. */
  static Seen of(String node, JsonObject status) {
    List<Reason> blockers = new ArrayList<>();
    for (Object item : status.getJsonArray("blockers", new JsonArray())) {
      JsonObject blocker = (JsonObject) item;
      blockers.add(new Reason(node, blocker.getString("code"), blocker.getString("text")));
    }
    List<String> failed = new ArrayList<>();
    for (Object item : status.getJsonArray("selfChecks", new JsonArray())) {
      JsonObject check = (JsonObject) item;
      if ("failed".equals(check.getString("state"))) {
        failed.add(check.getString("name") + ": " + check.getString("text", ""));
      }
    }
    JsonObject connection = status.getJsonObject("haConnection", new JsonObject());
    Integer process =
        status.getJsonObject("sipServer", new JsonObject()).getInteger("SIPS_PROCESS_ID");
    return new Seen(
        node,
        Life.ANSWERS,
        "",
        Role.valueOf(status.getString("role", "none").toUpperCase(Locale.ROOT)),
        status.getString("version", ""),
        status.getString("phase", ""),
        status.getInteger("readyForSwitchover", 0) == 1,
        status.getInteger("readyForUpgrade", 0) == 1,
        blockers,
        failed,
        Optional.ofNullable(connection.getString("refusal")),
        process == null ? OptionalLong.empty() : OptionalLong.of(process));
  }

  boolean answers() {
    return life == Life.ANSWERS;
  }

  boolean is(Role asked) {
    return answers() && role == asked;
  }

  /** Whether it would take part in a switchover now: while the connection is suspect it refuses. */
  boolean mayChangeRoles() {
    return readyForSwitchover
        && blockers.stream().noneMatch(blocker -> blocker.code().equals("ha-connection-suspect"));
  }

  /** Why the pair isn't a primary and a backup, as far as it is this server's doing. */
  Reason amiss() {
    if (!answers()) {
      return new Reason(
          node,
          "not-reached",
          life == Life.RUNS ? "its process runs, but " + trouble : "not reached: " + trouble);
    }
    List<String> words = new ArrayList<>();
    if (!phase.isEmpty()) {
      words.add(phase);
    }
    refusal.ifPresent(why -> words.add("its peer refuses it: " + why));
    blockers.forEach(blocker -> words.add(blocker.withoutNode()));
    return new Reason(node, "roles", role + ": " + String.join(", ", words));
  }
}
