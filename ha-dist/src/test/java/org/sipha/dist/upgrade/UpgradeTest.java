package org.sipha.dist.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sipha.dist.upgrade.Sights.NEW;
import static org.sipha.dist.upgrade.Sights.OLD;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sipha.core.role.Role;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/**
 * The loop against a pair that behaves as one: whatever happens, what the operator is left with.
 * Several at a time: each writes its state to the disk again and again and waits for it.
 */
@Execution(ExecutionMode.CONCURRENT)
class UpgradeTest {
  private static final Duration NEVER = Duration.ofMinutes(30);

  @TempDir Path home;
  private final List<String> said = new ArrayList<>();
  private FakePair pair;
  private FakeMethod method;
  private Duration gateLimit = NEVER;
  private Duration multisiteLimit = NEVER;
  private OldMultisiteCalls choice = OldMultisiteCalls.GIVE_UP;

  /** The tool ends here, as by kill -9. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  @BeforeEach
  void start() throws IOException {
    pair = new FakePair(home, OLD);
    method = new FakeMethod(pair);
    pair.a.calls.addAll(List.of("1", "2", "3"));
    pair.b.calls.addAll(pair.a.calls);
  }

  @AfterEach
  void stop() {
    pair.close();
  }

  private int begin() throws Exception {
    Map<String, String> from = new LinkedHashMap<>();
    pair.both().forEach(node -> from.put(node.name, node.version));
    try (StateFile file = StateFile.lock(home, "pair")) {
      Journal journal = Journal.begin(Clock.systemUTC(), "id", "pair", "bob@ops", NEW, from);
      return run(file, journal, Calls.none(file.calls()), upgrade -> {});
    }
  }

  private int goOn(Consumer<Journal> change) throws Exception {
    try (StateFile file = StateFile.lock(home, "pair")) {
      Journal journal = file.read(Clock.systemUTC()).orElseThrow();
      change.accept(journal);
      return run(file, journal, Calls.kept(file.calls()), upgrade -> {});
    }
  }

  private int resume() throws Exception {
    return goOn(journal -> {});
  }

  private int rollBack() throws Exception {
    return goOn(journal -> journal.goBack(""));
  }

  private int run(StateFile file, Journal journal, Calls calls, Consumer<Upgrade> meanwhile)
      throws IOException {
    Servers servers = new Servers(List.of(pair.a.place(), pair.b.place()));
    Terms terms = new Terms(gateLimit, multisiteLimit, choice, Duration.ofSeconds(20));
    try (Teller teller = new Teller(servers)) {
      Scribe scribe = new Scribe(journal, file, new JsonObject(), method, teller);
      Upgrade upgrade =
          new Upgrade(scribe, servers, method, terms, calls, said::add, Duration.ofMillis(2));
      meanwhile.accept(upgrade);
      return upgrade.run();
    }
  }

  private JsonObject document() throws IOException {
    return new JsonObject(Files.readString(home.resolve("upgrades/pair.json")))
        .getJsonObject("document");
  }

  private void assertWholeAt(String version) {
    assertThat(pair.both()).allMatch(node -> node.isUp && node.version.equals(version));
    assertThat(pair.both())
        .extracting(node -> node.role)
        .containsExactlyInAnyOrder(Role.PRIMARY, Role.BACKUP);
  }

  @Test
  void bothServersAreUpgradedOneAfterTheOther() throws Exception {
    assertThat(begin()).isEqualTo(ExitStatus.DONE);
    assertWholeAt(NEW);
    assertThat(method.done)
        .containsExactly(
            "stop b", "install b " + NEW, "start b", "stop a", "install a " + NEW, "start a");
    assertThat(document().getString("state")).isEqualTo("done");
    assertThat(document().getJsonObject("report"))
        .isEqualTo(
            new JsonObject()
                .put("before", 3)
                .put("carried", 3)
                .put("ended", 0)
                .put("lost", new JsonArray())
                .put("lostCount", 0));
  }

  @Test
  void theServersAreToldTheStepsThatWereDoneAndThoseToCome() throws Exception {
    begin();
    JsonObject last = pair.a.told.get(pair.a.told.size() - 1);
    assertThat(last.getString("state")).isEqualTo("done");
    assertThat(pair.b.told)
        .anyMatch(
            document ->
                document.getJsonArray("steps").stream()
                    .anyMatch(step -> ((JsonObject) step).getString("state").equals("planned")));
    assertThat(steps(last))
        .containsExactly(
            "gate-upgrade b done",
            "stop b done",
            "install b done",
            "start b done",
            "gate-switchover null done",
            "switchover null done",
            "gate-upgrade a done",
            "stop a done",
            "install a done",
            "start a done",
            "whole null done");
  }

  private static List<String> steps(JsonObject document) {
    return document.getJsonArray("steps").stream()
        .map(JsonObject.class::cast)
        .map(s -> s.getString("name") + " " + s.getString("node") + " " + s.getString("state"))
        .toList();
  }

  /** Each of the six steps of the method, before it is done and after. */
  static Stream<String> moments() {
    return Stream.of(
            "stop b", "install b " + NEW, "start b", "stop a", "install a " + NEW, "start a")
        .flatMap(step -> Stream.of("before " + step, "after " + step));
  }

  private void at(String moment, Runnable happens) {
    boolean[] happened = {false};
    Consumer<String> once =
        step -> {
          if (!happened[0] && moment.endsWith(step)) {
            happened[0] = true;
            happens.run();
          }
        };
    if (moment.startsWith("before")) {
      method.before = once;
    } else {
      method.after = once;
    }
  }

  private void killedAt(String moment) {
    at(
        moment,
        () -> {
          throw new Killed();
        });
  }

  @ParameterizedTest
  @MethodSource("moments")
  void aToolThatIsKilledAtAnyStepGoesOnFromThere(String moment) throws Exception {
    killedAt(moment);
    try {
      begin();
      throw new AssertionError("it wasn't killed " + moment);
    } catch (Killed e) {
      assertThat(pair.both()).anyMatch(node -> node.isUp && node.role == Role.PRIMARY);
    }
    assertThat(resume()).isEqualTo(ExitStatus.DONE);
    assertWholeAt(NEW);
  }

  @ParameterizedTest
  @MethodSource("moments")
  void aToolThatIsKilledAtAnyStepGoesBackFromThere(String moment) throws Exception {
    killedAt(moment);
    try {
      begin();
    } catch (Killed e) {
      method.done.clear();
    }
    assertThat(rollBack()).isEqualTo(ExitStatus.DONE);
    assertWholeAt(OLD);
    assertThat(document().getString("state")).isEqualTo("rolled-back");
  }

  static Stream<String> momentsAndNodes() {
    return moments().flatMap(moment -> Stream.of("a " + moment, "b " + moment));
  }

  @ParameterizedTest
  @MethodSource("momentsAndNodes")
  void aServerThatDiesAtAnyStepIsStartedAgainAndTheUpgradeGoesOn(String nodeAndMoment)
      throws Exception {
    at(nodeAndMoment.substring(2), () -> pair.end(pair.node(nodeAndMoment.substring(0, 1))));
    int status = begin();
    if (status == ExitStatus.FAILED) {
      // It died while it was being started: that counts as a version that fails.
      assertWholeAt(OLD);
    } else {
      assertThat(status).isEqualTo(ExitStatus.DONE);
      assertWholeAt(NEW);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FakePair.Manner.class,
      names = {"ENDS_AT_ONCE", "FAILS_ITS_CHECK", "IS_REFUSED"})
  void aVersionThatFailsOnTheFirstServerIsRolledBack(FakePair.Manner manner) throws Exception {
    pair.manners.put(NEW, manner);
    assertThat(begin()).isEqualTo(ExitStatus.FAILED);
    assertWholeAt(OLD);
    assertThat(pair.a.role).as("never touched").isEqualTo(Role.PRIMARY);
    assertThat(document().getString("state")).isEqualTo("rolled-back");
    assertThat(document().getString("text")).contains("b doesn't start in " + NEW, words(manner));
  }

  @ParameterizedTest
  @EnumSource(
      value = FakePair.Manner.class,
      names = {"ENDS_AT_ONCE", "FAILS_ITS_CHECK", "IS_REFUSED"})
  void aVersionThatFailsOnTheSecondServerIsRolledBackOnBoth(FakePair.Manner manner)
      throws Exception {
    at("before stop a", () -> pair.manners.put(NEW, manner));
    assertThat(begin()).isEqualTo(ExitStatus.FAILED);
    assertWholeAt(OLD);
    assertThat(document().getString("text")).contains("a doesn't start in " + NEW, words(manner));
  }

  private static String words(FakePair.Manner manner) {
    return switch (manner) {
      case ENDS_AT_ONCE -> "its process has ended. Its last words:\ncan't open the port";
      case FAILS_ITS_CHECK -> "disk-space: 3 MB are free, 50 are needed";
      case IS_REFUSED -> "refuse each other: no common protocol version";
      case WORKS -> throw new IllegalArgumentException();
    };
  }

  @Test
  void whenTheOldVersionFailsTooTheOperatorIsToldWhatHolds() throws Exception {
    pair.manners.put(NEW, FakePair.Manner.ENDS_AT_ONCE);
    at("after stop b", () -> pair.manners.put(OLD, FakePair.Manner.ENDS_AT_ONCE));
    assertThat(begin()).isEqualTo(ExitStatus.FAILED);
    assertThat(document().getString("state")).isEqualTo("failed");
    assertThat(document().getString("text"))
        .contains("b doesn't start in " + OLD, "a is primary in " + OLD, "--resume");
    pair.manners.clear();
    assertThat(resume()).isEqualTo(ExitStatus.FAILED);
    assertWholeAt(OLD);
  }

  @Test
  void aGateThatStaysClosedRefusesAndNothingGoesOn() throws Exception {
    gateLimit = Duration.ofMillis(50);
    pair.a.blockers.add(new Reason("a", "settling", "23 s of 60 s"));
    assertThat(begin()).isEqualTo(ExitStatus.REFUSED);
    assertThat(method.done).containsExactly("stop b", "install b " + NEW, "start b");
    assertThat(document().getString("state")).isEqualTo("refused");
    assertThat(document().getString("text")).contains("a: settling: 23 s of 60 s", "--resume");
    assertThat(said).anyMatch(line -> line.contains("gate-switchover waits"));
    pair.a.blockers.clear();
    assertThat(resume()).isEqualTo(ExitStatus.DONE);
    assertWholeAt(NEW);
  }

  @Test
  void aRefusedSwitchoverEndsIt() throws Exception {
    pair.refusesSwitchovers = true;
    assertThat(begin()).isEqualTo(ExitStatus.REFUSED);
    assertThat(document().getString("text")).contains("the switchover was refused: not ready");
    assertThat(pair.a.role).isEqualTo(Role.PRIMARY);
    assertThat(rollBack()).isEqualTo(ExitStatus.DONE);
    assertWholeAt(OLD);
  }

  private void holdByAnOldMultisiteCall() {
    multisiteLimit = Duration.ofMillis(50);
    pair.a.blockers.add(new Reason("a", Reason.OLD_MULTISITE_CALLS, "1 call, oldest 00:42:10"));
  }

  @Test
  void anOldMultisiteCallIsNamedAndRefusedAtItsLimit() throws Exception {
    holdByAnOldMultisiteCall();
    assertThat(begin()).isEqualTo(ExitStatus.REFUSED);
    assertThat(document().getString("text"))
        .contains("call 00000000000000aa since 2026-11-30T09:12:03Z from 1001 to 9123");
    assertThat(pair.a.role).isEqualTo(Role.PRIMARY);
  }

  @Test
  void anOldMultisiteCallIsWaitedForBeyondItsLimit() throws Exception {
    holdByAnOldMultisiteCall();
    choice = OldMultisiteCalls.WAIT;
    Thread end =
        new Thread(
            () -> {
              while (pair.a.told.stream().noneMatch(d -> d.getString("state").equals("waiting"))) {
                Thread.onSpinWait();
              }
              pair.a.blockers.clear();
            });
    end.start();
    assertThat(begin()).isEqualTo(ExitStatus.DONE);
    end.join();
    assertWholeAt(NEW);
  }

  @Test
  void theLossOfAnOldMultisiteCallIsAcceptedAndNamed() throws Exception {
    holdByAnOldMultisiteCall();
    choice = OldMultisiteCalls.ACCEPT_LOSS;
    pair.a.calls.add(FakePair.OLD_MULTISITE_CALL);
    assertThat(begin()).isEqualTo(ExitStatus.DONE);
    assertWholeAt(NEW);
    assertThat(document().getJsonObject("report").getJsonArray("lost").getList())
        .isEqualTo(List.of(FakePair.OLD_MULTISITE_CALL));
  }

  @Test
  void nothingElseIsEverForced() throws Exception {
    holdByAnOldMultisiteCall();
    choice = OldMultisiteCalls.ACCEPT_LOSS;
    gateLimit = Duration.ofMillis(150);
    pair.b.blockers.add(new Reason("b", "calls-unsynchronized", "1,204 of 30,000"));
    // It is stopped and started in between, and says so still.
    assertThat(begin()).isEqualTo(ExitStatus.REFUSED);
    assertThat(pair.a.role).isEqualTo(Role.PRIMARY);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aServerThatKnowsOfAnotherUpgradeEndsThisOne(boolean atA) throws Exception {
    (atA ? pair.a : pair.b).objects = true;
    gateLimit = Duration.ofSeconds(20);
    pair.a.blockers.add(new Reason("a", "settling", "23 s of 60 s"));
    assertThat(begin()).isEqualTo(ExitStatus.REFUSED);
    assertThat(document().getString("text")).contains("carol@ops runs an upgrade");
  }

  @Test
  void whatIsDoneCanBeRolledBack() throws Exception {
    begin();
    assertThat(rollBack()).isEqualTo(ExitStatus.DONE);
    assertWholeAt(OLD);
  }

  @Test
  void onlyOneUpgradeOfAPairRunsAtATime() throws Exception {
    try (StateFile held = StateFile.lock(home, "pair")) {
      assertThatThrownBy(() -> StateFile.lock(home, "pair"))
          .isInstanceOfSatisfying(
              CommandFailure.class,
              failure -> assertThat(failure.exitStatus()).isEqualTo(ExitStatus.REFUSED));
      StateFile.lock(home, "another").close();
      assertThat(held.read(Clock.systemUTC())).isEmpty();
    }
  }

  @Test
  void anInterruptedUpgradeGoesOnLater() throws Exception {
    pair.a.blockers.add(new Reason("a", "settling", "23 s of 60 s"));
    try (StateFile file = StateFile.lock(home, "pair")) {
      Journal journal =
          Journal.begin(
              Clock.systemUTC(), "id", "pair", "bob@ops", NEW, Map.of("a", OLD, "b", OLD));
      int status =
          run(
              file,
              journal,
              Calls.none(file.calls()),
              upgrade -> method.after = step -> upgrade.interrupt());
      assertThat(status).isEqualTo(ExitStatus.REFUSED);
    }
    assertThat(method.done).containsExactly("stop b");
    assertThat(document().getString("text")).contains("interrupted", "--resume");
    method.after = step -> {};
    pair.a.blockers.clear();
    assertThat(resume()).isEqualTo(ExitStatus.DONE);
    assertWholeAt(NEW);
  }
}
