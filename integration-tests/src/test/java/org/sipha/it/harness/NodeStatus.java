package org.sipha.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /server?sipServer} says in JSON (SPEC 7), as far as stories ask.
 *
 * @param version of the product
 * @param connection {@code established}, {@code suspect} or {@code down}
 * @param peerVersion empty while it isn't known
 * @param notes shown beside the blockers
 * @param synchronization {@code down}, {@code inventory}, {@code running} or {@code done}
 * @param missing 0 as well while it isn't known
 * @param secondsWithoutSip empty while this server doesn't serve SIP
 * @param batches the last ones of this session, oldest first
 * @param grid how the server stands with the grid; empty without one
 */
public record NodeStatus(
    String role,
    long epoch,
    String version,
    String connection,
    String peerVersion,
    boolean readyForSwitchover,
    boolean readyForUpgrade,
    List<Blocker> blockers,
    List<Blocker> notes,
    String synchronization,
    long missing,
    long synchronizedCalls,
    int limitInForce,
    OptionalLong secondsWithoutSip,
    List<Batch> batches,
    String grid) {
  /** Copies the lists. */
  public NodeStatus {
    blockers = List.copyOf(blockers);
    notes = List.copyOf(notes);
    batches = List.copyOf(batches);
  }

  /**
   * A batch of synchronized calls.
   *
   * @param confirmed when its last call was confirmed, null while it runs
   */
  public record Batch(int number, int calls, Instant started, @Nullable Instant confirmed) {
    static List<Batch> read(JsonNode array) {
      List<Batch> batches = new ArrayList<>();
      for (JsonNode node : array) {
        JsonNode confirmed = node.path("confirmedAt");
        batches.add(
            new Batch(
                node.path("number").asInt(),
                node.path("calls").asInt(),
                Instant.parse(node.path("startedAt").asText()),
                confirmed.isTextual() ? Instant.parse(confirmed.asText()) : null));
      }
      return batches;
    }
  }

  /** A blocker. */
  public record Blocker(String code, String text) {
    static List<Blocker> read(JsonNode array) {
      List<Blocker> blockers = new ArrayList<>();
      array.forEach(
          node ->
              blockers.add(new Blocker(node.path("code").asText(), node.path("text").asText())));
      return blockers;
    }

    @Override
    public String toString() {
      return code + ": " + text;
    }
  }

  static NodeStatus read(JsonNode json) {
    JsonNode synchronization = json.path("synchronization");
    return new NodeStatus(
        json.path("role").asText(),
        json.path("epoch").asLong(),
        json.path("version").asText(),
        json.path("haConnection").path("state").asText(),
        json.path("haConnection").path("peerVersion").asText(""),
        isOne(json, "readyForSwitchover"),
        isOne(json, "readyForUpgrade"),
        Blocker.read(json.path("blockers")),
        Blocker.read(json.path("notes")),
        synchronization.path("state").asText(),
        synchronization.path("missing").asLong(),
        synchronization.path("synchronized").asLong(),
        synchronization.path("limitInForce").asInt(),
        known(json.path("sip").path("secondsWithoutTraffic")),
        Batch.read(synchronization.path("batches")),
        json.path("grid").path("state").asText(""));
  }

  private static OptionalLong known(JsonNode figure) {
    return figure.isNumber() ? OptionalLong.of(figure.asLong()) : OptionalLong.empty();
  }

  private static boolean isOne(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.isInt() || (value.asInt() != 0 && value.asInt() != 1)) {
      throw new AssertionError(key + " is neither 0 nor 1: " + json);
    }
    return value.asInt() == 1;
  }

  /** Whether the HA connection is established, and not suspect. */
  public boolean isConnected() {
    return connection.equals("established");
  }

  /** Whether a code is among the blockers. */
  public boolean isBlockedBy(String code) {
    return blockers.stream().anyMatch(blocker -> blocker.code().equals(code));
  }

  /** Whether a code is shown, as a blocker or beside them. */
  public boolean shows(String code) {
    return isBlockedBy(code) || notes.stream().anyMatch(note -> note.code().equals(code));
  }
}
