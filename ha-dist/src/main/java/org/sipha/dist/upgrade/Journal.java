package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.upgrade.Step.State;

/**
 * One upgrade as it is written down: its document, which the servers show, and what was done to
 * each server, from which it is resumed. One thread writes.
 */
final class Journal {
  /** Of the state file; a program doesn't resume what it can't read. */
  static final int FORMAT = 1;

  /** Of the document, those that are still to come included. */
  private static final int MOST_TOLD = 200;

  private static final int MOST_STEPS = 60;

  private static final int MOST_TEXT = 4_000;

  /** How an upgrade stands, spelled in the document in lower case with hyphens. */
  enum Standing {
    RUNNING,
    WAITING,
    DONE,
    REFUSED,
    ROLLED_BACK,
    FAILED;

    /** Whether the goal was reached, or the one from before. */
    boolean isFinished() {
      return this == DONE || this == ROLLED_BACK;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Clock clock;
  private final String id;
  private final String pair;
  private final String by;
  private final String to;
  private final Map<String, String> from = new LinkedHashMap<>();
  private final Map<String, Hand> hands = new LinkedHashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final Instant startedAt;
  private List<Step> planned = List.of();
  private boolean back;
  private Standing standing = Standing.RUNNING;
  private String text = "";
  private String failure = "";
  private Instant updatedAt;
  private @Nullable Instant endedAt;
  private @Nullable JsonObject report;
  private JsonObject method = new JsonObject();

  private Journal(Clock clock, String id, String pair, String by, String to, Instant startedAt) {
    this.clock = clock;
    this.id = id;
    this.pair = pair;
    this.by = by;
    this.to = to;
    this.startedAt = startedAt;
    this.updatedAt = startedAt;
  }

  /**
   * An upgrade that begins.
   *
   * @param from the version that each server runs
   */
  static Journal begin(
      Clock clock, String id, String pair, String by, String to, Map<String, String> from) {
    Journal journal = new Journal(clock, id, pair, by, to, now(clock));
    journal.from.putAll(from);
    from.forEach((node, version) -> journal.hands.put(node, Hand.off(version)));
    return journal;
  }

  private static Instant now(Clock clock) {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  // ---- what it says
  // ------------------------------------------------------------------------------------------------

  String to() {
    return to;
  }

  String by() {
    return by;
  }

  Map<String, String> from() {
    return Map.copyOf(from);
  }

  /** The version that each server should run. */
  Map<String, String> goal() {
    Map<String, String> goal = new LinkedHashMap<>(from);
    if (!back) {
      goal.replaceAll((node, version) -> to);
    }
    return goal;
  }

  /** Whether the goal is the version from before. */
  boolean isBack() {
    return back;
  }

  /** Why it goes back by itself, empty if it doesn't. */
  String failure() {
    return failure;
  }

  Map<String, Hand> hands() {
    return Map.copyOf(hands);
  }

  Hand hand(String node) {
    Hand hand = hands.get(node);
    if (hand == null) {
      throw new IllegalArgumentException(node + " is none of " + hands.keySet());
    }
    return hand;
  }

  Instant startedAt() {
    return startedAt;
  }

  Standing standing() {
    return standing;
  }

  String text() {
    return text;
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }

  /** What the way of stopping and starting keeps for itself, and the options that say which. */
  JsonObject method() {
    return method;
  }

  // ---- what is written
  // ---------------------------------------------------------------------------------------------

  void plan(List<Plan.Planned> toCome) {
    planned = toCome.stream().map(Step::planned).toList();
  }

  void hand(String node, Hand hand) {
    hands.put(node, hand);
  }

  /** A step begins, or goes on after an interruption. */
  void begin(StepName name, @Nullable String node, String words) {
    underWay(name, node, State.RUNNING, words);
    says(Standing.RUNNING, words);
  }

  /** A gate is closed. */
  void await(StepName name, @Nullable String node, String words) {
    underWay(name, node, State.WAITING, words);
    says(Standing.WAITING, words);
  }

  private void underWay(StepName name, @Nullable String node, State way, String words) {
    Optional<Step> last = underWay();
    if (last.isPresent()
        && last.get().name() == name
        && String.valueOf(last.get().node()).equals(String.valueOf(node))) {
      steps.set(steps.size() - 1, last.get().under(way, words));
      return;
    }
    last.ifPresent(step -> end(State.DONE, step.text()));
    if (steps.size() == MOST_STEPS) {
      steps.remove(0);
    }
    steps.add(new Step(name, node, way, words, now(clock), null));
  }

  Optional<Step> underWay() {
    return steps.isEmpty() || !steps.get(steps.size() - 1).state().isUnderWay()
        ? Optional.empty()
        : Optional.of(steps.get(steps.size() - 1));
  }

  /** The step that is under way ends. */
  void end(State how, String words) {
    underWay().ifPresent(step -> steps.set(steps.size() - 1, step.ended(how, words, now(clock))));
  }

  /** The step that is under way isn't done after all. */
  void withdraw() {
    underWay().ifPresent(step -> steps.remove(steps.size() - 1));
  }

  void says(Standing now, String words) {
    standing = now;
    text = words;
    updatedAt = now(clock);
    endedAt = null;
  }

  /** It has ended, for now. */
  void ends(Standing how, String words) {
    says(how, words);
    endedAt = updatedAt;
    planned = List.of();
  }

  /** From now on the goal is the version from before. */
  void goBack(String why) {
    back = true;
    failure = why;
  }

  void reports(Report calls) {
    report = calls.json();
  }

  void method(JsonObject kept) {
    method = kept;
  }

  // ---- as JSON
  // -----------------------------------------------------------------------------------------------------

  /** What the servers are told, and show. */
  JsonObject document() {
    JsonArray all = new JsonArray();
    steps.forEach(step -> all.add(step.json()));
    planned.stream().limit(MOST_TOLD - steps.size()).forEach(step -> all.add(step.json()));
    JsonObject versions = new JsonObject();
    from.forEach(versions::put);
    return new JsonObject()
        .put("id", id)
        .put("pair", pair)
        .put("by", by)
        .put("to", to)
        .put("from", versions)
        .put("state", standing.toString())
        .put("text", Text.upTo(MOST_TEXT, text))
        .put("startedAt", startedAt.toString())
        .put("updatedAt", updatedAt.toString())
        .put("endedAt", endedAt == null ? null : endedAt.toString())
        .put("steps", all)
        .put("report", report);
  }

  /** Everything, for the state file. */
  JsonObject json() {
    JsonObject nodes = new JsonObject();
    hands.forEach(
        (node, hand) ->
            nodes.put(
                node,
                new JsonObject()
                    .put("hand", hand.state().name().toLowerCase(Locale.ROOT))
                    .put("installed", hand.installed().orElse(null))));
    return new JsonObject()
        .put("format", FORMAT)
        .put("document", document())
        .put("back", back)
        .put("failure", failure)
        .put("nodes", nodes)
        .put("method", method);
  }

  /** An upgrade out of its state file. */
  static Journal of(JsonObject json, Clock clock) {
    JsonObject document = json.getJsonObject("document");
    Journal journal =
        new Journal(
            clock,
            document.getString("id"),
            document.getString("pair"),
            document.getString("by"),
            document.getString("to"),
            Instant.parse(document.getString("startedAt")));
    document
        .getJsonObject("from")
        .forEach(entry -> journal.from.put(entry.getKey(), (String) entry.getValue()));
    for (Object item : document.getJsonArray("steps")) {
      Step step = Step.of((JsonObject) item);
      if (step.state() != State.PLANNED) {
        journal.steps.add(step);
      }
    }
    journal.standing =
        Standing.valueOf(document.getString("state").toUpperCase(Locale.ROOT).replace('-', '_'));
    journal.text = document.getString("text");
    journal.report = document.getJsonObject("report");
    journal.back = json.getBoolean("back");
    journal.failure = json.getString("failure");
    journal.method = json.getJsonObject("method");
    for (Map.Entry<String, Object> entry : json.getJsonObject("nodes")) {
      JsonObject node = (JsonObject) entry.getValue();
      journal.hands.put(
          entry.getKey(),
          new Hand(
              Hand.State.valueOf(node.getString("hand").toUpperCase(Locale.ROOT)),
              Optional.ofNullable(node.getString("installed"))));
    }
    return journal;
  }
}
