package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ConfigurationChange;
import org.sipha.config.ConfigurationSource;
import org.sipha.config.ServerTrouble;
import org.sipha.core.event.Timeline;
import org.sipha.dist.CommandFailure;
import org.sipha.http.ConfigurationState;
import org.sipha.http.ConfigurationState.Waiting;

/** A configuration that changes while its server runs. */
class LiveConfigurationTest {
  private static final long DEADLINE_SECONDS = 20;

  static final String TEXT =
      """
      [TServer]
      application-name = sips-a
      server-id = 1
      sip-address = 127.0.0.1
      data-directory = data
      [backup-sync]
      address = 127.0.0.1
      port = 7101
      peer-address = 127.0.0.1
      peer-port = 7102
      tls = off
      [arbiter]
      type = manual
      [dn:1001]
      contact = sip:1001@127.0.0.1:6001
      """;

  private final BlockingQueue<List<String>> taken = new LinkedBlockingQueue<>();
  private final Timeline events = new Timeline(InstantSource.system());
  private final AtomicLong session = new AtomicLong(7);
  private final Path file;
  private final FakeConfigurationServer server;
  private final LiveConfiguration configuration;
  private boolean fails;

  LiveConfigurationTest(@TempDir Path directory) throws Exception {
    file = directory.resolve("sips-a.ini");
    server = new FakeConfigurationServer(directory).gives(TEXT);
    write(TEXT);
    configuration = live(ConfigurationSource.of(file));
  }

  private LiveConfiguration live(ConfigurationSource source) throws CommandFailure {
    return new LiveConfiguration(
        StartConfiguration.read(source),
        (settings, changes) -> {
          if (fails) {
            throw new IllegalStateException("no way");
          }
          taken.add(changes.stream().map(ConfigurationChange::name).toList());
        },
        events,
        session::get);
  }

  @AfterEach
  void close() {
    configuration.close();
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private ConfigurationState reloaded(String text) throws Exception {
    write(text);
    return configuration.reload().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static String changed(String option, String value) {
    return TEXT.replaceFirst("\\[backup-sync]", option + " = " + value + "\n[backup-sync]");
  }

  private static List<String> names(ConfigurationState state) {
    return state.waiting().stream().map(Waiting::name).toList();
  }

  @Test
  void aChangedFileIsTakenWhenItHasStoodForALook() throws Exception {
    configuration.start();
    write(TEXT.replace("6001", "6002"));

    assertThat(taken.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).containsExactly("[dn:1001] contact");
    assertThat(configuration.state().waiting()).isEmpty();
  }

  @Test
  void aChangedIncludedFileIsTakenLikeTheFileItself() throws Exception {
    Path included = file.resolveSibling("dns.ini");
    Files.writeString(included, "[dn:1002]\ncontact = sip:1002@127.0.0.1:6002\n");
    assertThat(reloaded("include = dns.ini\n" + TEXT).options())
        .anyMatch(o -> o.section().equals("dn:1002") && included.toString().equals(o.file()));
    taken.clear();
    configuration.start();

    Files.writeString(included, "[dn:1002]\ncontact = sip:1002@127.0.0.1:6003\n");
    assertThat(taken.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).containsExactly("[dn:1002] contact");

    Files.delete(included);
    await(() -> configuration.state().rejected() != null);
    assertThat(configuration.state().rejected().problems())
        .containsExactly(
            file + ":1: include = dns.ini: " + included + " can't be read: there is no such file");
  }

  @Test
  void aChangedSecretFileIsTakenLikeTheFileItself() throws Exception {
    Path secret = Files.writeString(file.resolveSibling("secret"), "very-secret-1001");
    reloaded(TEXT + "password = ${file:secret}\n");
    taken.clear();
    configuration.start();

    Files.writeString(secret, "another-secret");

    assertThat(taken.poll(DEADLINE_SECONDS, TimeUnit.SECONDS))
        .containsExactly("[dn:1001] password");
  }

  @Test
  void whatNeedsARestartWaitsUntilItIsTakenBack() throws Exception {
    ConfigurationState changed = reloaded(changed("sip-port", "5070"));
    assertThat(changed.waiting())
        .containsExactly(new Waiting("TServer", "sip-port", "5060", "5070", "after restart"));
    assertThat(reloaded(changed("sip-port", "5080")).waiting())
        .containsExactly(new Waiting("TServer", "sip-port", "5060", "5080", "after restart"));

    assertThat(told())
        .containsSequence(
            "configuration-taken: configuration read as commanded: 1 options are different: [TServer] sip-port",
            "configuration-waiting: [TServer] sip-port takes effect after restart");

    assertThat(reloaded(TEXT).waiting()).isEmpty();
  }

  @Test
  void theLimitWaitsForTheNextEstablishment() throws Exception {
    assertThat(names(reloaded(changed("ha-max-calls-sync-at-once", "300"))))
        .containsExactly("ha-max-calls-sync-at-once");
    session.set(0);
    assertThat(names(configuration.state())).containsExactly("ha-max-calls-sync-at-once");
    session.set(8);
    assertThat(configuration.state().waiting()).isEmpty();

    assertThat(reloaded(changed("ha-max-calls-sync-at-once", "400")).waiting())
        .containsExactly(
            new Waiting(
                "TServer",
                "ha-max-calls-sync-at-once",
                "300",
                "400",
                "when the HA connection is established"));
  }

  @Test
  void aWrongConfigurationIsRejectedAsAWholeUntilItIsMended() throws Exception {
    ConfigurationState state =
        reloaded(changed("sip-port", "abc").replace("sip:1001@127.0.0.1:6001", "sip:1001@[b"));

    assertThat(state.rejected()).isNotNull();
    assertThat(state.rejected().problems())
        .hasSize(2)
        .allMatch(line -> line.startsWith(file + ":"));
    assertThat(told())
        .containsExactly(
            "configuration-rejected: the configuration is rejected, the one before holds: "
                + String.join("; ", state.rejected().problems()));
    assertThat(taken).isEmpty();
    assertThat(state.options()).anyMatch(o -> "sip:1001@127.0.0.1:6001".equals(o.value()));

    assertThat(reloaded(TEXT).rejected()).isNull();
  }

  @Test
  void aFileThatIsGoneIsRejectedToo() throws Exception {
    Files.delete(file);
    configuration.start();

    await(() -> configuration.state().rejected() != null);
    assertThat(configuration.state().rejected().problems())
        .containsExactly(file + ": can't be read: there is no such file");
  }

  @Test
  void aMistakeOfOursRejectsAndEndsNothing() throws Exception {
    fails = true;
    ConfigurationState state = reloaded(TEXT.replace("6001", "6002"));
    assertThat(state.rejected()).isNotNull();
    assertThat(state.options()).anyMatch(o -> "sip:1001@127.0.0.1:6001".equals(o.value()));

    fails = false;
    assertThat(reloaded(TEXT.replace("6001", "6003")).rejected()).isNull();
    assertThat(taken.poll()).containsExactly("[dn:1001] contact");
  }

  @Test
  void aConfigurationServerThatIsNotReachedIsNoRejection() throws Exception {
    String name = server.name();
    try (LiveConfiguration live = live(server)) {
      assertThat(live.state().server()).isNotNull();
      assertThat(live.state().server().trouble()).isNull();
      live.start();

      server.has(ServerTrouble.passing("is down"));
      await(() -> live.state().server().trouble() != null);
      Instant since = live.state().server().since();
      server.has(ServerTrouble.lasting("answers 401"));
      await(() -> "answers 401".equals(live.state().server().trouble()));
      assertThat(live.state().server().since()).isEqualTo(since);
      assertThat(live.state().rejected()).isNull();
      assertThat(taken).isEmpty();

      server.gives(TEXT.replace("6001", "6002"));
      assertThat(taken.poll(DEADLINE_SECONDS, TimeUnit.SECONDS))
          .containsExactly("[dn:1001] contact");
      assertThat(live.state().server().trouble()).isNull();
      assertThat(told().subList(0, 3))
          .containsExactly(
              "configuration-server-lost: what is configured holds, for " + name + " is down",
              "configuration-server-lost: what is configured holds, for " + name + " answers 401",
              "configuration-server-reached: " + name + " is reached again");
    }
  }

  @Test
  void manyProblemsAreCounted() throws Exception {
    StringBuilder many = new StringBuilder(TEXT);
    for (int dn = 2001; dn <= 2012; dn++) {
      many.append("[dn:").append(dn).append("]\ncontact = nonsense\n");
    }

    assertThat(reloaded(many.toString()).rejected()).isNotNull();

    assertThat(told())
        .hasSize(1)
        .allMatch(text -> text.endsWith("; and 2 more, which /config shows"));
  }

  @Test
  void aReloadWithoutTheConfigurationServerSaysSo() throws Exception {
    try (LiveConfiguration live = live(server)) {
      server.has(ServerTrouble.passing("is down"));
      ConfigurationState state =
          live.reload().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(state.server()).isNotNull();
      assertThat(state.server().trouble()).isEqualTo("is down");
      assertThat(state.rejected()).isNull();
    }
  }

  @Test
  void whatIsAcceptedIsKeptAndWhatIsRejectedIsNot() throws Exception {
    String changed = TEXT.replace("6001", "6002");
    try (LiveConfiguration live = live(server)) {
      live.start();
      assertThat(server.copy()).isEqualTo(TEXT);
      server.gives(changed);
      live.reload().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(server.copy()).isEqualTo(changed);
      server.gives("<html>");
      ConfigurationState state =
          live.reload().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(state.rejected()).isNotNull();
      assertThat(server.copy()).isEqualTo(changed);
    }
  }

  @Test
  void aServerThatStartedWithItsCopySaysSoUntilTheConfigurationServerIsReached() throws Exception {
    server.has(ServerTrouble.passing("is down")).kept(TEXT);
    try (LiveConfiguration live = live(server)) {
      assertThat(live.state().server()).isNotNull();
      assertThat(live.state().server().trouble()).isEqualTo("is down");
      assertThat(live.state().server().copyKeptAt()).isEqualTo(live.state().readAt());
      live.start();

      server.gives(TEXT);
      await(() -> live.state().server().trouble() == null);
      assertThat(live.state().server().copyKeptAt()).isNull();
      assertThat(taken).isEmpty();
    }
  }

  private List<String> told() {
    return events.last(1_000).stream().map(event -> event.code() + ": " + event.text()).toList();
  }

  private static void await(BooleanSupplier holds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!holds.getAsBoolean() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(holds.getAsBoolean()).isTrue();
  }
}
