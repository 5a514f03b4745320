package org.sipha.dist.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sipha.config.Configuration;
import org.sipha.config.ConfigurationChange;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.ConfigurationSource;
import org.sipha.config.ConfigurationText;
import org.sipha.config.ConfiguredOption;
import org.sipha.config.LastKnownGood;
import org.sipha.config.Outcome;
import org.sipha.config.Problem;
import org.sipha.config.ProblemReport;
import org.sipha.config.ServerSettings;
import org.sipha.config.ServerTrouble;
import org.sipha.config.ini.Line;
import org.sipha.config.option.EffectTime;
import org.sipha.config.option.Option;
import org.sipha.core.event.EventCode;
import org.sipha.core.event.Events;
import org.sipha.dist.OneThread;
import org.sipha.dist.server.StartConfiguration.FromCopy;
import org.sipha.http.ConfigurationAccess;
import org.sipha.http.ConfigurationState;
import org.sipha.http.ConfigurationState.Rejected;
import org.sipha.http.ConfigurationState.Server;
import org.sipha.http.ConfigurationState.Waiting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of a running server (SPEC 6): looks at its source again and again and when it
 * is told to. A changed one is taken or rejected as a whole. Of one that is taken, what takes
 * effect immediately does; the rest waits, and is named until it is in force or taken back. While a
 * configuration server isn't reached, nothing changes.
 */
final class LiveConfiguration implements ConfigurationAccess, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveConfiguration.class);

  /** Until the first look, and until a change is looked at once more. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** For a look that is under way when this is closed. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(1);

  /** Of so many problems or options an event tells. */
  private static final int MAX_TOLD = 10;

  /** Puts into force what of a new configuration takes effect before a restart. */
  interface Effects {
    /**
     * Takes the new settings.
     *
     * @param changes what is different from the configuration before
     */
    void take(ServerSettings settings, List<ConfigurationChange> changes);
  }

  private final ConfigurationSource source;
  private final Effects effects;
  private final Events events;
  private final LongSupplier session;
  private final ScheduledExecutorService thread = OneThread.named("sipha-configuration");

  // Of that thread alone:
  private Configuration inForce;
  private Seen looked;
  private @Nullable Seen changing;

  /** What is configured, whether or not it is in force. */
  private volatile Taken taken;

  private volatile @Nullable Rejected rejected;
  private volatile List<ConfigurationChange> waiting = List.of();
  private volatile @Nullable Server server;

  /**
   * A valid configuration.
   *
   * @param shown the same for people, made once: every status has it
   * @param session that was open then
   */
  private record Taken(
      Configuration configuration,
      List<ConfigurationState.Option> shown,
      Instant at,
      long session) {
    Taken(Configuration configuration, Instant at, long session) {
      this(
          configuration,
          configuration.options().stream().map(LiveConfiguration::shown).toList(),
          at,
          session);
    }
  }

  /** The text of the source, or why it can't be had. */
  private record Seen(@Nullable ConfigurationText text, @Nullable String trouble) {
    boolean isLike(Seen other) {
      return text == null || other.text == null
          ? Objects.equals(trouble, other.trouble)
          : text.isLike(other.text);
    }
  }

  /**
   * Looks at nothing before {@link #start}.
   *
   * @param start with which the server starts
   * @param events where it is told what becomes of changes
   * @param session of the HA connection that is open now, 0 if none is
   */
  LiveConfiguration(
      StartConfiguration start, Effects effects, Events events, LongSupplier session) {
    this.source = start.source();
    this.events = events;
    this.effects = effects;
    this.session = session;
    this.inForce = start.valid().configuration();
    this.looked = new Seen(start.text(), null);
    FromCopy copy = start.copy();
    Instant now = Instant.now();
    this.taken = new Taken(inForce, copy == null ? now : copy.keptAt(), 0);
    if (source.lastKnownGood().isPresent()) {
      server =
          copy == null ? new Server(null, now, null) : new Server(copy.why(), now, copy.keptAt());
    }
  }

  /** Begins to look. */
  void start() {
    Server now = server;
    ConfigurationText text = looked.text();
    if (now != null && now.trouble() == null && text != null) {
      keep(text);
    }
    lookIn(SOON);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // OneThread tells what a look throws
  private void lookIn(Duration pause) {
    thread.schedule(this::lookAndGoOn, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void lookAndGoOn() {
    see().ifPresentOrElse(this::look, () -> changing = null);
    lookIn(changing == null ? source.pause() : SOON);
  }

  /** Ends to look; a look that is under way has ended too, unless it takes very long. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Somebody may be writing: a change counts when it has stood for one more look. */
  private void look(Seen seen) {
    Seen before = changing;
    if (seen.isLike(looked)) {
      changing = null;
    } else if (before != null && seen.isLike(before)) {
      changing = null;
      judge(seen, "changed");
    } else {
      changing = seen;
    }
  }

  @Override
  public CompletionStage<ConfigurationState> reload() {
    return CompletableFuture.supplyAsync(
        () -> {
          see().ifPresent(seen -> judge(seen, "read as commanded"));
          return state();
        },
        thread);
  }

  /** Empty if the configuration server isn't reached. */
  private Optional<Seen> see() {
    try {
      Seen seen = new Seen(source.text(), null);
      reached();
      return Optional.of(seen);
    } catch (ServerTrouble e) {
      notReached(e.text());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(new Seen(null, String.valueOf(e.getMessage())));
    }
  }

  private void reached() {
    Server before = server;
    if (before != null && before.trouble() != null) {
      events.happened(EventCode.CONFIGURATION_SERVER_REACHED, source.name() + " is reached again");
      server = new Server(null, Instant.now(), null);
    }
  }

  private void notReached(String trouble) {
    Server before = Objects.requireNonNull(server, "a file has no server");
    if (!trouble.equals(before.trouble())) {
      events.happened(
          EventCode.CONFIGURATION_SERVER_LOST,
          "what is configured holds, for " + source.name() + " " + trouble);
    }
    Instant since = before.trouble() == null ? Instant.now() : before.since();
    server = new Server(trouble, since, before.copyKeptAt());
  }

  private void judge(Seen seen, String why) {
    looked = seen;
    ConfigurationText text = seen.text();
    if (text == null) {
      reject(List.of(source.name() + ": " + seen.trouble()));
      return;
    }
    Outcome outcome = ConfigurationFile.check(text);
    outcome.warnings().forEach(warning -> LOG.warn("{}", ProblemReport.line(warning)));
    if (outcome instanceof Outcome.Valid valid) {
      try {
        take(valid, why);
        keep(text);
      } catch (RuntimeException e) { // a slip here must not end a server that serves
        LOG.error("the configuration could not be taken", e);
        reject(List.of(source.name() + ": can't be taken: " + e));
      }
    } else {
      List<Problem> problems = ((Outcome.Invalid) outcome).problems();
      reject(problems.stream().map(ProblemReport::line).toList());
    }
  }

  private void keep(ConfigurationText text) {
    Optional<LastKnownGood> copy = source.lastKnownGood();
    try {
      if (copy.isPresent()) {
        copy.get().keep(text.content());
      }
    } catch (IOException e) {
      LOG.error(
          "without {} this server could not start while the configuration server is down: {}",
          source.file(),
          e.toString());
    }
  }

  private void reject(List<String> problems) {
    rejected = new Rejected(Instant.now(), problems);
    events.happened(
        EventCode.CONFIGURATION_REJECTED,
        "the configuration is rejected, the one before holds: " + first(problems));
  }

  private static String first(List<String> texts) {
    String some = texts.stream().limit(MAX_TOLD).collect(Collectors.joining("; "));
    int more = texts.size() - MAX_TOLD;
    return more > 0 ? some + "; and " + more + " more, which /config shows" : some;
  }

  private void take(Outcome.Valid valid, String why) {
    Taken last = taken;
    if (isEstablishedSince(last)) {
      inForce = inForce.with(last.configuration(), LiveConfiguration::waitsForConnection);
    }
    Configuration before = last.configuration();
    List<ConfigurationChange> changes = before.changesTo(valid.configuration());
    effects.take(valid.settings(), changes);
    inForce =
        inForce.with(valid.configuration(), option -> option.effect() == EffectTime.IMMEDIATELY);
    waiting = inForce.changesTo(valid.configuration());
    taken = new Taken(valid.configuration(), Instant.now(), session.getAsLong());
    rejected = null;
    tell(why, changes);
  }

  private void tell(String why, List<ConfigurationChange> changes) {
    String told = "configuration " + why + ": " + changes.size() + " options are different";
    List<String> names = changes.stream().map(ConfigurationChange::name).toList();
    events.happened(
        EventCode.CONFIGURATION_TAKEN, names.isEmpty() ? told : told + ": " + first(names));
    changes.forEach(change -> LOG.info("{}; takes effect {}", change, change.option().effect()));
    if (!waiting.isEmpty()) {
      events.happened(
          EventCode.CONFIGURATION_WAITING,
          first(
              waiting.stream()
                  .map(change -> change.name() + " takes effect " + change.option().effect())
                  .toList()));
    }
  }

  private boolean isEstablishedSince(Taken then) {
    long now = session.getAsLong();
    return now != 0 && now != then.session();
  }

  private static boolean waitsForConnection(Option<?> option) {
    return option.effect() == EffectTime.WHEN_CONNECTION_ESTABLISHED;
  }

  @Override
  public ConfigurationState state() {
    Taken now = taken;
    return new ConfigurationState(
        source.name(),
        now.at(),
        now.shown(),
        waiting.stream()
            .filter(change -> !waitsForConnection(change.option()) || !isEstablishedSince(now))
            .map(LiveConfiguration::shown)
            .toList(),
        rejected,
        server);
  }

  private static Waiting shown(ConfigurationChange change) {
    return new Waiting(
        change.section(),
        change.option().name(),
        change.before(),
        change.after(),
        change.option().effect().toString());
  }

  private static ConfigurationState.Option shown(ConfiguredOption option) {
    Line line = option.line();
    return new ConfigurationState.Option(
        option.section(),
        option.option().name(),
        option.shown(),
        option.option().defaultText(),
        line == null ? null : line.file(),
        line == null ? 0 : line.number(),
        option.option().type().valid(),
        option.option().effect().toString());
  }
}
